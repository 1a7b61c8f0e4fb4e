//! What the kiosk's Chromium is forbidden, as its managed policies say it.
//!
//! Chromium reads `/etc/chromium/policies/managed/*.json`, which root alone writes. The
//! program makes the text, the installation puts it there, and the program refuses to open
//! a kiosk whose file says anything else. What each policy does was measured on Chromium
//! 156 (requirement S20).

use std::path::Path;

use serde_json::{Value, json};

/// Where Debian's Chromium reads its policies.
pub const FOLDER: &str = "/etc/chromium/policies/managed";

/// Name of our file there.
pub const FILE: &str = "plus.json";

/// Pages of the browser itself. `"*"` does not cover them, and `chrome://*` makes the
/// browser crash: each is named.
const INNER: [&str; 27] = [
    "about",
    "accessibility",
    "apps",
    "bookmarks",
    "certificate-manager",
    "chrome-urls",
    "components",
    "crashes",
    "credits",
    "downloads",
    "extensions",
    "flags",
    "gpu",
    "help",
    "history",
    "inspect",
    "net-export",
    "net-internals",
    "new-tab-page",
    "newtab",
    "password-manager",
    "policy",
    "print",
    "settings",
    "system",
    "terms",
    "version",
];

/// The policies of a kiosk: `own` is where its own screens are served, `sites` what else may
/// be opened, as `URLAllowlist` writes it.
pub fn text(own: &str, sites: &[String]) -> String {
    let inner = INNER.iter().map(|page| format!("chrome://{page}"));
    let schemes = [
        "*",
        "devtools://*",
        "file://*",
        "view-source:*",
        "data:*",
        "javascript:*",
    ];
    let blocked: Vec<String> = schemes
        .iter()
        .map(|s| (*s).to_owned())
        .chain(inner)
        .collect();
    let mut allowed = vec![own.to_owned()];
    allowed.extend(sites.iter().cloned());
    let mut policies = fixed();
    policies["URLBlocklist"] = blocked.into();
    policies["URLAllowlist"] = allowed.into();
    // A fixed order, so that two texts of one list are one text.
    serde_json::to_string_pretty(&policies).unwrap_or_default() + "\n"
}

fn fixed() -> Value {
    let mut off = json!({
        "AllowDinosaurEasterEgg": false, "AllowFileSelectionDialogs": false, "AudioCaptureAllowed": false,
        "AutofillAddressEnabled": false, "AutofillCreditCardEnabled": false, "BackgroundModeEnabled": false,
        "BookmarkBarEnabled": false, "BrowserAddPersonEnabled": false, "BrowserGuestModeEnabled": false,
        "CommandLineFlagSecurityWarningsEnabled": false, "ComponentUpdatesEnabled": false,
        "DefaultBrowserSettingEnabled": false, "EditBookmarksEnabled": false, "MetricsReportingEnabled": false,
        "PasswordManagerEnabled": false, "PaymentMethodQueryEnabled": false, "PrintingEnabled": false,
        "PromotionsEnabled": false, "ScreenCaptureAllowed": false, "SearchSuggestEnabled": false,
        "ShowHomeButton": false, "SyncDisabled": true, "TranslateEnabled": false, "VideoCaptureAllowed": false,
    });
    let numbers = json!({
        // 2 would forbid attaching to our own pages: the devtools themselves are blocked by address.
        "DeveloperToolsAvailability": 0, "DownloadRestrictions": 3, "IncognitoModeAvailability": 1,
        "BrowserSignin": 0, "NetworkPredictionOptions": 2, "DefaultPopupsSetting": 2,
        "DefaultGeolocationSetting": 2, "DefaultNotificationsSetting": 2, "DefaultWebUsbGuardSetting": 2,
        "DefaultSerialGuardSetting": 2, "DefaultWebHidGuardSetting": 2, "DefaultWebBluetoothGuardSetting": 2,
        "DefaultFileSystemReadGuardSetting": 2, "DefaultFileSystemWriteGuardSetting": 2,
        "DefaultClipboardSetting": 2, "DefaultSensorsSetting": 2,
    });
    let others = json!({
        "DnsOverHttpsMode": "off", "ExtensionInstallBlocklist": ["*"], "AlwaysOpenPdfExternally": true,
        "DefaultSearchProviderEnabled": false, "AutoplayAllowed": true,
    });
    for more in [numbers, others] {
        if let (Some(all), Value::Object(more)) = (off.as_object_mut(), more) {
            all.extend(more);
        }
    }
    off
}

/// What stands in the folder of the policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Ours, as they should be, and nothing else.
    Right,
    /// No file of ours.
    Missing,
    /// Ours, with another text: an older list.
    Other,
    /// Files that others put there, which may open what ours closes.
    Beside(Vec<String>),
}

/// Looks at the folder of the policies.
pub fn standing(folder: &Path, wanted: &str) -> Standing {
    let Ok(found) = std::fs::read_to_string(folder.join(FILE)) else {
        return Standing::Missing;
    };
    if found != wanted {
        return Standing::Other;
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.path());
    let json = files.filter(|file| file.extension().is_some_and(|end| end == "json"));
    let names = json.filter_map(|file| Some(file.file_name()?.to_string_lossy().into_owned()));
    let beside: Vec<String> = names.filter(|name| name != FILE).collect();
    if beside.is_empty() {
        Standing::Right
    } else {
        Standing::Beside(beside)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{FILE, Standing, standing, text};

    #[test]
    fn s20_everything_is_closed_but_what_is_named() {
        let text = text("http://127.0.0.1:8100", &["https://caf.fr".to_owned()]);
        let read: Value = serde_json::from_str(&text).unwrap();
        let blocked: Vec<&str> = read["URLBlocklist"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert!(blocked.contains(&"*") && blocked.contains(&"chrome://settings"));
        // It makes the browser crash.
        assert!(!blocked.contains(&"chrome://*"));
        assert_eq!(
            read["URLAllowlist"],
            serde_json::json!(["http://127.0.0.1:8100", "https://caf.fr"])
        );
        assert_eq!(read["AllowFileSelectionDialogs"], false);
    }

    #[test]
    fn a_file_of_somebody_else_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = text("http://127.0.0.1:1", &[]);
        assert_eq!(standing(folder.path(), &wanted), Standing::Missing);
        std::fs::write(folder.path().join(FILE), "{}").unwrap();
        assert_eq!(standing(folder.path(), &wanted), Standing::Other);
        std::fs::write(folder.path().join(FILE), &wanted).unwrap();
        assert_eq!(standing(folder.path(), &wanted), Standing::Right);
        std::fs::write(folder.path().join("autre.json"), "{}").unwrap();
        assert_eq!(
            standing(folder.path(), &wanted),
            Standing::Beside(vec!["autre.json".to_owned()])
        );
    }
}
