//! What stands around the body: services, offices, related documents, legal texts, glossary.

use plus_fiches::model::{
    Annex, Document, FileInfo, Notice, Office, PageLink, Reference, Service, ServiceDetails,
    Warning, WebLink,
};

use super::FIRST_LEVEL;
use super::markup::Html;

/// Level of headings inside a titled part.
const INNER: u8 = FIRST_LEVEL + 1;

impl Html<'_> {
    /// Temporary warnings, before everything else.
    pub(super) fn warnings(&mut self, warnings: &[Warning]) {
        for warning in warnings {
            self.raw("<section class=\"carte fiche-avertissement\">");
            self.heading(FIRST_LEVEL, &warning.title);
            self.blocks(&warning.blocks, INNER);
            self.raw("</section>");
        }
    }

    /// Numbers, links and papers of a document that describes a service.
    pub(super) fn details(&mut self, document: &Document) {
        let Some(details) = document.service.as_deref() else {
            return;
        };
        self.numbers(details);
        for link in &details.links {
            self.raw("<p>");
            self.web_link(link);
            self.raw("</p>");
        }
        self.annexes(&details.annexes, INNER);
        self.notices(&details.notices);
        self.page_links("fiche-html-autrement", &details.alternatives);
    }

    fn numbers(&mut self, details: &ServiceDetails) {
        for (key, numbers) in [
            ("fiche-html-cerfa", &details.cerfa),
            ("fiche-html-numero", &details.other_numbers),
        ] {
            if !numbers.is_empty() {
                self.raw("<p>");
                self.text(key);
                self.raw(" ");
                self.words(&numbers.join(", "));
                self.raw("</p>");
            }
        }
    }

    /// Everything that follows the body.
    pub(super) fn around(&mut self, document: &Document) {
        if !document.services.is_empty() {
            self.part("fiche-html-services");
            document
                .services
                .iter()
                .for_each(|it| self.service(it, INNER));
            self.raw("</section>");
        }
        if !document.offices.is_empty() {
            self.part("fiche-html-adresses");
            document
                .offices
                .iter()
                .for_each(|it| self.office(it, INNER));
            self.raw("</section>");
        }
        self.page_links("fiche-html-questions", &document.questions);
        self.page_links("fiche-html-comment-faire", &document.how_to);
        self.page_links("fiche-html-guides", &document.guided);
        self.page_links("fiche-html-fiches", &document.fiches);
        let see_also: Vec<PageLink> = document
            .see_also
            .iter()
            .flat_map(|group| group.entries.clone())
            .collect();
        self.page_links("fiche-html-voir-aussi", &see_also);
        self.web_links(document);
        self.references(&document.references);
        self.glossary(document);
    }

    /// Opens a titled part.
    fn part(&mut self, key: &str) {
        self.raw("<section>");
        self.between("<h2>", key, "</h2>");
    }

    fn page_links(&mut self, key: &str, links: &[PageLink]) {
        if links.is_empty() {
            return;
        }
        self.part(key);
        self.raw("<ul>");
        for link in links {
            self.raw("<li>");
            self.page_link(&link.id, link.official_url.as_deref(), &link.title);
            let context = link.context.as_deref().unwrap_or_default();
            self.wrapped(" <span class=\"doux\">— ", context, "</span>");
            self.raw("</li>");
        }
        self.raw("</ul></section>");
    }

    fn web_links(&mut self, document: &Document) {
        let links: Vec<&WebLink> = document
            .learn_more
            .iter()
            .chain(&document.partners)
            .collect();
        if links.is_empty() {
            return;
        }
        self.part("fiche-html-en-savoir-plus");
        self.raw("<ul>");
        for link in links {
            self.raw("<li>");
            self.web_link(link);
            self.raw("</li>");
        }
        self.raw("</ul></section>");
    }

    /// A link to another site, with who publishes it.
    pub(super) fn web_link(&mut self, link: &WebLink) {
        self.outside_link(link.url.as_deref(), &link.title);
        self.file(&link.file);
        self.source(link.source.as_deref());
    }

    /// An online service, a form, a letter to fill in.
    pub(super) fn service(&mut self, service: &Service, level: u8) {
        self.raw("<div class=\"carte fiche-service\"><p><strong>");
        self.outside_link(service.url.as_deref(), &service.title);
        self.raw("</strong>");
        self.file(&service.file);
        self.raw("</p><p class=\"doux\">");
        self.words(&service.kind);
        for number in [&service.cerfa, &service.other_number]
            .into_iter()
            .flatten()
        {
            self.raw(" · ");
            self.words(number);
        }
        self.source(service.source.as_deref());
        self.raw("</p>");
        self.wrapped(
            "<p>",
            service.comment.as_deref().unwrap_or_default(),
            "</p>",
        );
        self.blocks(&service.blocks, level);
        self.annexes(&service.annexes, level);
        self.notices(&service.notices);
        for link in &service.alternatives {
            self.raw("<p>");
            self.page_link(&link.id, link.official_url.as_deref(), &link.title);
            self.raw("</p>");
        }
        self.raw("</div>");
    }

    fn annexes(&mut self, annexes: &[Annex], level: u8) {
        if annexes.is_empty() {
            return;
        }
        self.between("<p>", "fiche-html-a-joindre", "</p><ul>");
        for annex in annexes {
            self.raw("<li>");
            self.outside_link(annex.url.as_deref(), &annex.title);
            self.file(&annex.file);
            if let Some(cerfa) = &annex.cerfa {
                self.raw(" · ");
                self.words(cerfa);
            }
            self.blocks(&annex.blocks, level);
            self.notices(&annex.notices);
            self.raw("</li>");
        }
        self.raw("</ul>");
    }

    fn notices(&mut self, notices: &[Notice]) {
        if notices.is_empty() {
            return;
        }
        self.raw("<ul>");
        for notice in notices {
            self.raw("<li>");
            self.outside_link(notice.url.as_deref(), &notice.title);
            self.file(&notice.file);
            if let Some(number) = &notice.number {
                self.raw(" · ");
                self.words(number);
            }
            self.raw("</li>");
        }
        self.raw("</ul>");
    }

    /// Where to go or whom to call.
    pub(super) fn office(&mut self, office: &Office, level: u8) {
        self.raw("<div class=\"carte fiche-adresse\"><p><strong>");
        self.words(&office.title);
        self.raw("</strong></p>");
        self.wrapped(
            "<p>",
            office.complement.as_deref().unwrap_or_default(),
            "</p>",
        );
        self.blocks(&office.blocks, level);
        for url in &office.urls {
            self.raw("<p>");
            self.outside_link(Some(url), host(url));
            self.raw("</p>");
        }
        if let Some(source) = &office.source {
            self.wrapped("<p class=\"doux\">", source, "</p>");
        }
        self.raw("</div>");
        self.here_instead(office);
    }

    /// The partner to see here, after the official card and apart from it.
    fn here_instead(&mut self, office: &Office) {
        let Some(local) = self.manner.ici.instead_of(office) else {
            return;
        };
        self.raw("<div class=\"fiche-ici\"><p>");
        self.mark("map-pin", "fiche-html-ici");
        self.raw(" ");
        let names = [("quoi", &*local.instead_of), ("qui", &*local.name)];
        self.sentence("fiche-html-ici-qui", &names);
        self.raw("</p>");
        if !local.site.is_empty() {
            self.raw("<p>");
            self.outside_link(Some(&local.site), host(&local.site));
            self.raw("</p>");
        }
        self.raw("</div>");
    }

    fn references(&mut self, references: &[Reference]) {
        if references.is_empty() {
            return;
        }
        self.part("fiche-html-references");
        self.reference_list(references);
        self.raw("</section>");
    }

    fn reference_list(&mut self, references: &[Reference]) {
        if references.is_empty() {
            return;
        }
        self.raw("<ul>");
        for reference in references {
            self.raw("<li>");
            self.outside_link(reference.url.as_deref(), &reference.title);
            self.file(&reference.file);
            if let Some(complement) = &reference.complement {
                self.raw("<br>");
                self.words(complement);
            }
            self.source(reference.source.as_deref());
            self.raw("</li>");
        }
        self.raw("</ul>");
    }

    /// Words explained, where the links of the text lead, then abbreviations spelled out.
    fn glossary(&mut self, document: &Document) {
        if document.definitions.is_empty() && document.abbreviations.is_empty() {
            return;
        }
        self.part("fiche-html-mots");
        self.raw("<dl>");
        for definition in &document.definitions {
            self.raw("<dt");
            self.anchor("id", "mot", &definition.id);
            self.raw(">");
            self.words(&definition.title);
            self.raw("</dt><dd");
            self.anchor("id", "sens-mot", &definition.id);
            self.raw(">");
            self.blocks(&definition.blocks, INNER);
            self.reference_list(&definition.references);
            self.raw("</dd>");
        }
        for (at, abbreviation) in document.abbreviations.iter().enumerate() {
            let at = at.to_string();
            self.raw("<dt");
            self.anchor("id", "sigle", &at);
            self.raw(">");
            self.words(&abbreviation.short);
            self.raw("</dt><dd");
            self.anchor("id", "sens-sigle", &at);
            self.raw(">");
            self.words(&abbreviation.long);
            self.raw("</dd>");
        }
        self.raw("</dl></section>");
    }

    fn source(&mut self, source: Option<&str>) {
        if let Some(source) = source {
            self.raw(" <span class=\"doux\">— ");
            self.words(source);
            self.raw("</span>");
        }
    }

    /// « (PDF, 888.7 KB) » after a link to a file: nobody likes a download by surprise.
    fn file(&mut self, file: &FileInfo) {
        let format = file
            .format
            .as_deref()
            .and_then(|it| it.rsplit_once('/'))
            .map(|it| it.1);
        let known = format.filter(|it| it.len() <= 8).map(str::to_uppercase);
        let size = file.size.as_deref().map(french_size);
        let parts: Vec<String> = known.into_iter().chain(size).collect();
        if !parts.is_empty() {
            self.raw(" (");
            self.words(&parts.join(", "));
            self.raw(")");
        }
    }
}

/// « www.caf.fr », of an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// « 888.7 KB » → « 888,7 Ko », with a no-break space.
fn french_size(size: &str) -> String {
    let units = size.replace("KB", "Ko").replace("MB", "Mo");
    units.replace('.', ",").replace(' ', "\u{a0}")
}
