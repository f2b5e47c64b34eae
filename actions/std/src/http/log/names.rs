//! Names of secrets in requests and responses, whose schemas are unknown.

/// Parts of names in lower case, without separators. The first line is that of `mistral/utils/redact.py`, the others
/// contain those of oslo.utils and of signed URLs.
const PARTS: [&str; 34] = [
    "passwd",
    "password",
    "token",
    "secret",
    "auth",
    "apikey",
    "credential",
    "cookie",
    "privatekey",
    "passphrase",
    "passcode",
    "passwort",
    "pswd",
    "accesskey",
    "accountkey",
    "adminkey",
    "clientkey",
    "cryptokek",
    "customerkey",
    "encryptedkey",
    "encryptionkey",
    "fernetkey",
    "hashpathsuffix",
    "hashsuffix",
    "masterkey",
    "rndckey",
    "sessionid",
    "sharedkey",
    "signature",
    "signingkey",
    "sshkey",
    "sslkey",
    "tempurlkey",
    "tempurlsig",
];

/// Words that are too short to be searched for within other words.
const WORDS: [&str; 8] = ["bearer", "jwt", "otp", "pass", "pin", "pwd", "sig", "totp"];

/// Returns true if a name denotes a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let compact: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let without_number = compact.trim_end_matches(|c: char| c.is_ascii_digit());
    PARTS.iter().any(|part| compact.contains(part))
        || without_number.ends_with("pass")
        || words(name).any(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

/// Returns the words of a name such as `adminPass` or `admin_pass`.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    let starts = name.char_indices().filter(move |(_, c)| {
        let starts = before.is_lowercase() && c.is_uppercase();
        before = *c;
        starts
    });
    let mut bounds: Vec<usize> = starts.map(|(at, _)| at).collect();
    bounds.push(name.len());
    let mut from = 0;
    bounds.into_iter().flat_map(move |at| {
        let part = &name[from..at];
        from = at;
        part.split(|c: char| !c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for name in [
            "password",
            "adminPass",
            "admin_pass",
            "ADMIN_PASS",
            "adminpass",
            "pass",
            "pass2",
            "userPassword",
            "original_password",
            "X-Auth-Token",
            "X-API-Key",
            "apiKey",
            "Set-Cookie",
            "client_secret",
            "secretKey",
            "aws_access_key_id",
            "private-key",
            "sys_pswd",
            "pwd",
            "db.pwd",
            "userPin",
            "otp",
            "jwt",
            "X-Amz-Signature",
            "temp_url_sig",
            "sig",
            "X-Account-Meta-Temp-URL-Key",
            "JSESSIONID",
            "auth",
            "user[password]",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "name",
            "city",
            "key",
            "keys",
            "passenger",
            "design",
            "pinned",
            "spin",
            "signal",
            "user",
            "id",
            "passed",
            "",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
