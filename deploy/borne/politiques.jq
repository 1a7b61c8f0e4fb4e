# Whether a text closes the browser of a kiosk. It is no second list of the policies (that of
# the program is the one): what must be there, what must not, and nothing that opens all.
length == 1 and (.[0] |
  type == "object"
  and (.URLBlocklist | type == "array")
  and (["*", "devtools://*", "file://*", "view-source:*", "javascript:*",
        "chrome://settings", "chrome://policy", "chrome://flags", "chrome://inspect"] - .URLBlocklist == [])
  and (.URLBlocklist | index("chrome://*") == null)
  and (.URLAllowlist | type == "array" and length <= 1000
       and all(.[]; type == "string" and test("^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/.*)?$|^\\.?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$")))
  and .DownloadRestrictions == 3
  and .AllowFileSelectionDialogs == false
  and .PrintingEnabled == false
  and .PasswordManagerEnabled == false
  and .DefaultPopupsSetting == 2
  and .ExtensionInstallBlocklist == ["*"]
  # What would open again: extensions, proxies, certificates, programs, capture by address.
  and ([keys[] | select(test("^Extension(InstallForcelist|InstallAllowlist|Settings|InstallSources)$|^Proxy|Certificat|^AutoOpen|^AutoLaunch|^NativeMessaging|^URLBlocklistExceptions|AllowedUrls$|AllowedForUrls$|ForUrls$|^AllowedDomains|^Remote"))] == [])
)
