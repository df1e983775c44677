//! A person's browser: headless Chromium through `WebDriver`.

use std::ops::Deref;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::test_servers::servers;

const FLAGS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The size of what one sees, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub enum Screen {
    /// 360 × 740
    Phone,
    /// 1280 × 800
    Desktop,
}

/// What the reader prefers.
#[derive(Clone, Copy, Debug)]
pub enum Scheme {
    /// `prefers-color-scheme: light`
    Light,
    /// `prefers-color-scheme: dark`
    Dark,
}

impl Screen {
    fn size(self) -> (u32, u32) {
        match self {
            Self::Phone => (360, 740),
            Self::Desktop => (1280, 800),
        }
    }
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// One open window, with cookies of its own. Derefs to [`WebDriver`]; end it with [`Browser::close`].
pub struct Browser {
    driver: WebDriver,
    _profile: TempDir,
}

impl Deref for Browser {
    type Target = WebDriver;

    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

impl Browser {
    /// A browser with JavaScript.
    pub async fn open() -> Self {
        Self::start(true).await
    }

    /// A browser whose owner has turned JavaScript off.
    pub async fn open_without_javascript() -> Self {
        Self::start(false).await
    }

    async fn start(javascript: bool) -> Self {
        let servers = servers();
        let profile = tempfile::tempdir_in(&servers.folder).expect("a folder for the profile");
        let mut options = DesiredCapabilities::chrome();
        options.set_binary(&servers.browser.chromium.to_string_lossy()).expect("a path");
        for flag in FLAGS {
            options.add_arg(flag).expect("a flag");
        }
        options.add_arg(&format!("--user-data-dir={}", profile.path().display())).expect("a flag");
        if !javascript {
            let off = json!({"profile.managed_default_content_settings.javascript": 2});
            options.add_experimental_option("prefs", off).expect("preferences");
        }
        let driver = WebDriver::new(&servers.browser.webdriver_url, options).await;
        let browser = Self { driver: driver.expect("chromedriver starts Chromium"), _profile: profile };
        browser.look(Screen::Desktop, Scheme::Light).await;
        browser
    }

    /// Changes the screen and the preferred colours.
    pub async fn look(&self, screen: Screen, scheme: Scheme) {
        let (width, height) = screen.size();
        let mobile = matches!(screen, Screen::Phone);
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile});
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
        let preference = json!([{"name": "prefers-color-scheme", "value": scheme.name()}]);
        self.cdp("Emulation.setEmulatedMedia", json!({"features": preference})).await;
    }

    /// Takes a picture of the whole page: `target/screenshots/<page>-<width>-<scheme>.png`.
    pub async fn picture(&self, page: &str, screen: Screen, scheme: Scheme) -> PathBuf {
        self.look(screen, scheme).await;
        let metrics = self.cdp("Page.getLayoutMetrics", json!({})).await;
        let size = &metrics["cssContentSize"];
        let whole = json!({"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1});
        let options = json!({"format": "png", "captureBeyondViewport": true, "clip": whole});
        let answer = self.cdp("Page.captureScreenshot", options).await;
        let picture = decode(answer["data"].as_str().expect("a picture"));

        let folder = &servers().browser.screenshots;
        std::fs::create_dir_all(folder).expect("a folder for pictures");
        let file = folder.join(format!("{page}-{}-{}.png", screen.size().0, scheme.name()));
        std::fs::write(&file, picture).expect("room for a picture");
        file
    }

    /// The page's pictures on both screens in both schemes.
    pub async fn pictures(&self, page: &str) {
        for screen in [Screen::Phone, Screen::Desktop] {
            for scheme in [Scheme::Light, Scheme::Dark] {
                self.picture(page, screen, scheme).await;
            }
        }
        self.look(Screen::Desktop, Scheme::Light).await;
    }

    /// What axe-core has against the page: a line each, none when all is well. Needs JavaScript.
    pub async fn violations(&self) -> Vec<String> {
        let axe = std::fs::read_to_string(&servers().browser.axe).expect("axe-core is installed");
        self.driver.execute(axe, vec![]).await.expect("axe-core loads");
        let run = "const done = arguments[arguments.length - 1];
            axe.run().then(found => done(found.violations), error => done([{id: String(error)}]));";
        let answer = self.driver.execute_async(run, vec![]).await.expect("axe-core runs");
        let found = answer.json().as_array().expect("a list of violations").clone();
        found.iter().map(describe).collect()
    }

    /// Sends a command of the Chrome `DevTools` Protocol.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        let session = self.driver.session_id();
        let url = format!("{}/session/{session}/goog/cdp/execute", servers().browser.webdriver_url);
        let body = json!({"cmd": command, "params": parameters});
        let answer = reqwest::Client::new().post(url).json(&body).send().await;
        let answer: Value = answer.expect("chromedriver answers").json().await.expect("JSON");
        assert!(answer["value"]["error"].is_null(), "{command}: {answer}");
        answer["value"].clone()
    }

    /// Closes the window and ends its Chromium.
    pub async fn close(self) {
        self.driver.quit().await.expect("a session that was open");
    }
}

/// The rule, what it asks for, and the elements that break it.
fn describe(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let places: Vec<_> = nodes.iter().map(|node| node["target"].to_string()).collect();
    format!("{}: {} at {}", violation["id"], violation["help"], places.join(", "))
}

/// Standard base64, as the `DevTools` send it.
fn decode(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
}
