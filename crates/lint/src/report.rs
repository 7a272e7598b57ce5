use source::{Applicability, Edit, Fix, Label, Replacement, Span, StatementPath, Text, TextRange};

/// A finding in the making: the rule says what and where, the host adds the rest.
#[derive(Clone, Debug)]
pub struct Report {
    /// Where.
    pub span: Span,
    /// The statement it is about.
    pub statement: Option<StatementPath>,
    /// The fact.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
    /// Other places that explain it.
    pub related: Vec<Label>,
    /// What would mend it.
    pub fixes: Vec<Fix>,
    /// What the finding is about, for its fingerprint.
    pub object: Option<String>,
}

impl Report {
    /// A finding of which only the place and the fact are known.
    #[must_use]
    pub const fn new(span: Span, statement: Option<StatementPath>, message: Text) -> Self {
        Self {
            span,
            statement,
            message,
            help: None,
            related: Vec::new(),
            fixes: Vec::new(),
            object: None,
        }
    }

    /// Says what to do, as an instruction.
    pub fn help(&mut self, help: impl Into<Text>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Says which object it is about, so that the finding keeps its fingerprint when others come and go.
    pub fn about(&mut self, object: impl Into<String>) -> &mut Self {
        self.object = Some(object.into());
        self
    }

    /// Points at another place of the same file that explains it.
    pub fn related(&mut self, range: TextRange, message: impl Into<Text>) -> &mut Self {
        self.related_in(Span::new(self.span.file, range), message)
    }

    /// Points at a place of any file that explains it.
    pub fn related_in(&mut self, span: Span, message: impl Into<Text>) -> &mut Self {
        self.related.push(Label {
            span,
            message: message.into(),
        });
        self
    }

    /// Offers edits: all of them or none.
    pub fn fix(
        &mut self,
        title: impl Into<Text>,
        applicability: Applicability,
        edits: impl IntoIterator<Item: Into<FixEdit>>,
    ) -> &mut Self {
        let file = self.span.file;
        let edits = edits.into_iter().map(|edit| match edit.into() {
            FixEdit::Here(range, text) => Edit::Replace(Replacement {
                span: Span::new(file, range),
                text,
            }),
            FixEdit::NewFile { path, text } => Edit::Create { path, text },
        });
        // Hardly a report has a second one.
        self.fixes.reserve_exact(1);
        self.fixes.push(Fix {
            title: title.into(),
            applicability,
            edits: edits.collect(),
        });
        self
    }
}

/// One edit of a fix, as rules give it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FixEdit {
    /// New text for a place of the file that the finding is in.
    Here(TextRange, String),
    /// A file that is not there yet. A fix that makes one is unsafe.
    NewFile {
        /// Its path.
        path: String,
        /// Its whole text.
        text: String,
    },
}

impl From<(TextRange, String)> for FixEdit {
    fn from((range, text): (TextRange, String)) -> Self {
        Self::Here(range, text)
    }
}
