//! Tables of measured figures and their references.

/// Prints a table with a name, the measured figure, the reference and their ratio in each row.
pub(crate) fn print(title: &str, goal: &str, columns: [&str; 2], rows: &[(String, f64, f64)]) {
    println!("{title}\n");
    println!(
        "| {:36} | {:>12} | {:>12} | ratio |",
        "", columns[0], columns[1]
    );
    println!("| {:-<36} | {:->11}: | {:->11}: | ----: |", "", "", "");
    for (name, measured, reference) in rows {
        println!(
            "| {name:36} | {} | {} | {:5.2} |",
            figure(*measured),
            figure(*reference),
            measured / reference
        );
    }
    println!("\nGoal: {goal}\n");
}

fn figure(figure: f64) -> String {
    if figure.fract() == 0.0 {
        format!("{figure:12.0}")
    } else {
        format!("{figure:12.3}")
    }
}
