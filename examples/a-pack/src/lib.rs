//! A pack: a library of actions that any binary can link. `binary/` is an example.
//!
//! ```console
//! $ cargo run -p weather -- list
//! $ cargo run -p weather -- run weather.forecast city=Oslo
//! $ cargo test -p weather-pack -p weather
//! ```
//!
//! A pack depends on `mistral-actions` and on no executor, and is tested like any library. Other crates can reuse
//! its `pub` actions by type ([`Forecast`]), and all of its actions by name.

use mistral_actions::prelude::*;

/// The weather of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Weather {
    /// Degrees Celsius at noon.
    pub celsius: i32,
    /// True if it rains.
    pub rain: bool,
}

/// Forecast the weather of a city.
///
/// # Errors
///
/// If the city is unknown.
#[mistral_action(name = "weather.forecast", tags("weather"), test = forecast)]
pub async fn forecast(
    /// Name of the city.
    #[input(length(min = 1))]
    city: String,
    /// How many days ahead; 0 is today.
    #[input(default = 0, range(max = 7))]
    days: u8,
) -> Result<Weather, ActionError> {
    match city.as_str() {
        "Bergen" => Ok(Weather {
            celsius: 9,
            rain: true,
        }),
        "Oslo" => Ok(Weather {
            celsius: 12 - i32::from(days),
            rain: days > 2,
        }),
        _ => Err(format!("no forecast for {city}"))?,
    }
}

/// Check whether an umbrella is needed.
///
/// # Errors
///
/// Like the forecast.
#[mistral_action(name = "weather.umbrella", tags("weather"), test = umbrella)]
pub async fn umbrella(actions: &Actions, city: String) -> Result<bool, ActionError> {
    Ok(actions.call(Forecast::new(city)).await?.rain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mistral_actions::testing::ActionTest;

    #[test]
    fn forecast_requires_known_city_and_valid_input() {
        ActionTest::new()
            .run("weather.forecast", json!({"city": "Oslo", "days": 3}))
            .assert_data(Weather {
                celsius: 9,
                rain: true,
            });
        ActionTest::new()
            .run("weather.forecast", json!({"city": "Atlantis"}))
            .assert_error("no forecast for Atlantis");
        ActionTest::new()
            .run("weather.forecast", json!({"city": "", "days": 8}))
            .assert_invalid(["/city", "/days"]);
    }

    #[test]
    fn umbrella_is_needed_only_in_rain() {
        for rain in [true, false] {
            ActionTest::new()
                .stub(move |_: Forecast| Ok(Weather { celsius: 5, rain }))
                .run("weather.umbrella", json!({"city": "anywhere"}))
                .assert_data(rain);
        }
    }
}
