//! Cookies: read one, write one. No library is worth these few lines.

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of a cookie of the request.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A cookie to set: for this site alone, out of reach of scripts, never sent by
/// another site's forms. `max_age` in seconds, none: until the browser closes.
pub fn set(name: &str, value: &str, secure: bool, max_age: Option<i64>) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let age = max_age.map_or_else(String::new, |s| format!("; Max-Age={s}"));
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::try_from(line).expect("names and values are hexadecimal or words of ours")
}

#[cfg(test)]
mod tests {
    use super::{get, set};
    use axum::http::HeaderMap;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append("cookie", "a=1; plus=ab; c".parse().unwrap());
        headers.append("cookie", "affichage=sombre".parse().unwrap());
        assert_eq!(get(&headers, "plus"), Some("ab"));
        assert_eq!(get(&headers, "affichage"), Some("sombre"));
        assert_eq!(get(&headers, "lus"), None);
    }

    #[test]
    fn a_secure_cookie_says_so() {
        assert_eq!(
            set("__Host-plus", "ab", true, None),
            "__Host-plus=ab; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
    }
}
