//! Renders the operator's Markdown as HTML: without HTML of its own, without images, and with links to web
//! and mail addresses only.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html::push_html};

const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// The HTML of `text`. Its headings are below one of `level`.
pub fn render(text: &str, level: u8) -> Markup {
    let mut links: Vec<bool> = vec![];
    let events = Parser::new(text).filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        Event::Start(Tag::HtmlBlock | Tag::Image { .. }) | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => None,
        Event::Start(Tag::Link { dest_url, .. }) => {
            let is_allowed = is_allowed(&dest_url);
            links.push(is_allowed);
            is_allowed.then(|| Event::InlineHtml(link(&dest_url)))
        }
        Event::End(TagEnd::Link) => links.pop().filter(|is| *is).map(|_| Event::InlineHtml("</a>".into())),
        Event::Start(Tag::Heading { level: own, .. }) => {
            Some(Event::Start(Tag::Heading { level: below(own, level), id: None, classes: vec![], attrs: vec![] }))
        }
        Event::End(TagEnd::Heading(own)) => Some(Event::End(TagEnd::Heading(below(own, level)))),
        event => Some(event),
    });
    let mut html = String::new();
    push_html(&mut html, events);
    PreEscaped(html)
}

fn is_allowed(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| SCHEMES.iter().any(|one| scheme.eq_ignore_ascii_case(one)))
}

fn link(url: &str) -> CowStr<'static> {
    let mut escaped = String::new();
    // Writing to a string cannot fail.
    let _ = maud::Escaper::new(&mut escaped).write_str(url);
    format!("<a href=\"{escaped}\" rel=\"nofollow noopener\">").into()
}

fn below(own: HeadingLevel, level: u8) -> HeadingLevel {
    HeadingLevel::try_from(own as usize + usize::from(level)).unwrap_or(HeadingLevel::H6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_markdown_is_rendered() {
        let text = "# Rules\nBe *kind*, **please**.\n\n- [Read](https://example.org/a?b=\"c\"&d)\n- [Write](mailto:a@example.org)\n\n###### Deep";
        insta::assert_snapshot!(render(text, 2).into_string(), @r#"
        <h3>Rules</h3>
        <p>Be <em>kind</em>, <strong>please</strong>.</p>
        <ul>
        <li><a href="https://example.org/a?b=&quot;c&quot;&amp;d" rel="nofollow noopener">Read</a></li>
        <li><a href="mailto:a@example.org" rel="nofollow noopener">Write</a></li>
        </ul>
        <h6>Deep</h6>
        "#);
    }

    #[test]
    fn html_images_and_other_links_are_only_text() {
        for (text, html) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
            ("![a picture](https://example.org/a.png)", "<p>a picture</p>\n"),
            (
                "[![deep](https://e.org/a.png)](https://e.org/)",
                "<p><a href=\"https://e.org/\" rel=\"nofollow noopener\">deep</a></p>\n",
            ),
            ("[x](javascript:alert(1)) [y](/relative) [z](DATA:text/html,x)", "<p>x y z</p>\n"),
            (
                "<javascript:alert(1)> <https://example.org/>",
                "<p>javascript:alert(1) <a href=\"https://example.org/\" rel=\"nofollow noopener\">https://example.org/</a></p>\n",
            ),
        ] {
            assert_eq!(render(text, 2).into_string(), html, "{text}");
        }
    }
}
