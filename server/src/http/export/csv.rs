//! Lines for a spreadsheet, as a French Excel opens them: UTF-8 that says so, `;` between fields, CR LF after lines (RFC 4180 else).

/// Its media type.
pub(super) const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";
/// Says that the text is UTF-8: Excel takes it for something else otherwise.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// A field that starts so would be calculated (OWASP, CSV injection).
const CALCULATED: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Lines that have not left yet.
pub(super) struct Csv(String);

impl Csv {
    /// A file with these names of columns.
    pub(super) fn start(columns: &[&str]) -> Self {
        let mut file = Self(BYTE_ORDER_MARK.to_owned());
        file.line(columns);
        file
    }

    pub(super) fn line<T: AsRef<str>>(&mut self, fields: impl IntoIterator<Item = T>) {
        for (at, field) in fields.into_iter().enumerate() {
            if at > 0 {
                self.0.push(';');
            }
            self.field(field.as_ref());
        }
        self.0.push_str("\r\n");
    }

    /// What was added since.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0).into_bytes()
    }

    /// An apostrophe makes text of what would be calculated. What would end the field is quoted.
    fn field(&mut self, text: &str) {
        let guard = if text.starts_with(CALCULATED) { "'" } else { "" };
        let is_quoted =
            text.contains([';', '"', '\r', '\n', '\t']) || text.starts_with(' ') || text.ends_with(' ');
        if is_quoted {
            self.0.push('"');
            self.0.push_str(guard);
            self.0.push_str(&text.replace('"', "\"\""));
            self.0.push('"');
        } else {
            self.0.push_str(guard);
            self.0.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Csv;

    #[test]
    fn fields_are_parted_quoted_and_never_calculated() {
        let mut file = Csv::start(&["Numéro", "Objet"]);
        for fields in [
            ["DIT-2026-0001", "Panne"],
            ["a;b", "dit \"urgent\""],
            ["deux\nlignes", " bord"],
            ["=1+1", "+33 1"],
            ["-2", "@x"],
            ["\t=1", "\r=1"],
            ["'=1", "1=1"],
        ] {
            file.line(fields);
        }
        let text = String::from_utf8(file.take()).unwrap();
        let lines = "\u{feff}Numéro;Objet\r\n\
                     DIT-2026-0001;Panne\r\n\
                     \"a;b\";\"dit \"\"urgent\"\"\"\r\n\
                     \"deux\nlignes\";\" bord\"\r\n\
                     '=1+1;'+33 1\r\n\
                     '-2;'@x\r\n\
                     \"'\t=1\";\"'\r=1\"\r\n\
                     '=1;1=1\r\n";
        assert_eq!(text, lines);
        assert!(file.take().is_empty());
    }
}
