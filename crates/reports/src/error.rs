//! What can go wrong while a report is made. None of it is the reader's doing.

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The template or the accessible PDF standard refused the document.
    #[error("le document PDF ne se compose pas : {0}")]
    Pdf(String),
    /// The spreadsheet could not be written.
    #[error("le tableur ne s’écrit pas : {0}")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
    /// The lines of the CSV could not be written.
    #[error("le fichier CSV ne s’écrit pas : {0}")]
    Csv(#[from] csv::Error),
    /// The text does not fit in a QR code.
    #[error("ce texte ne tient pas dans un code QR")]
    Qr,
    /// The data could not be written as JSON.
    #[error("le fichier JSON ne s’écrit pas : {0}")]
    Json(#[from] serde_json::Error),
    /// A row of a table is not as long as its head.
    #[error("un tableau a une ligne de {cells} cases pour {columns} colonnes")]
    Row {
        /// Cells of the row.
        cells: usize,
        /// Columns of the table.
        columns: usize,
    },
    /// The document could not be packed.
    #[error("le document ODT ne s’écrit pas : {0}")]
    Document(#[from] zip::result::ZipError),
    /// The drawing could not be made an image.
    #[error("l’image ne se dessine pas : {0}")]
    Image(String),
    /// Its bytes could not be written.
    #[error("le document ODT ne s’écrit pas : {0}")]
    Bytes(#[from] std::io::Error),
}
