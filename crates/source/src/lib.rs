//! Text and positions, and what is said about them.
//!
//! Here live source files and their encodings, spans, line indexes, findings with their labels and
//! fixes, and the [`Files`] trait through which everybody else reads.
//!
//! Not here: SQL, the disk itself, colours, and any decision about what to report.

mod encoding;
mod file;
mod files;
mod finding;
mod fix;
mod leads_out;
mod line_index;
mod nearest;
mod span;

pub use encoding::{Decoded, Encoding, decode, encode_like};
pub use file::{SourceFile, Sources};
pub use files::{Files, MemoryFiles, name_in, names_in};
pub use finding::{Category, Finding, Fingerprint, Label, RuleId, Severity, StatementPath, Text, UnknownName};
pub use fix::{Applicability, Edit, Fix, Replacement};
pub use leads_out::leads_out;
pub use line_index::{LineColumn, LineIndex};
pub use nearest::nearest;
pub use span::{FileId, Span, TextRange};
