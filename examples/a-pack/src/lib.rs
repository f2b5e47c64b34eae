//! A pack: a library of actions, for any binary to link. `binary/` is one that does.
//!
//! ```console
//! $ cargo run -p weather -- list
//! $ cargo run -p weather -- run weather.forecast city=Oslo
//! $ cargo test -p weather-pack -p weather
//! ```
//!
//! A pack needs `mistral-actions` and no executor. It is tested on its own, as any library is. What it makes
//! `pub` can be reused from other crates by type ([`Forecast`]); by name all of its actions can.

use mistral_actions::prelude::*;

/// The weather of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Weather {
    /// Degrees Celsius at noon.
    pub celsius: i32,
    /// Whether it rains.
    pub rain: bool,
}

/// Forecast the weather of a city.
///
/// # Errors
///
/// If nobody watches the weather there.
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
        _ => Err(format!("nobody watches the weather of {city}"))?,
    }
}

/// Tell whether an umbrella is needed.
///
/// # Errors
///
/// As the forecast.
#[mistral_action(name = "weather.umbrella", tags("weather"), test = umbrella)]
pub async fn umbrella(actions: &Actions, city: String) -> Result<bool, ActionError> {
    Ok(actions.call(Forecast::new(city)).await?.rain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mistral_actions::testing::ActionTest;

    #[test]
    fn forecasts() {
        ActionTest::new()
            .run("weather.forecast", json!({"city": "Oslo", "days": 3}))
            .assert_data(Weather {
                celsius: 9,
                rain: true,
            });
        ActionTest::new()
            .run("weather.forecast", json!({"city": "Atlantis"}))
            .assert_error("nobody watches the weather of Atlantis");
        ActionTest::new()
            .run("weather.forecast", json!({"city": "", "days": 8}))
            .assert_invalid(["/city", "/days"]);
    }

    #[test]
    fn an_umbrella_is_for_rain() {
        for rain in [true, false] {
            ActionTest::new()
                .stub(move |_: Forecast| Ok(Weather { celsius: 5, rain }))
                .run("weather.umbrella", json!({"city": "anywhere"}))
                .assert_data(rain);
        }
    }
}
