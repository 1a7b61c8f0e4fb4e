//! One sheet: its name, its widths, its print setup, its cells.

use rust_xlsxwriter::{
    Chart, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};

use crate::{
    error::ReportError,
    table::{Cell, Table},
};

/// Longest name that Excel accepts for a sheet, in UTF-16 units.
const NAME: usize = 31;
/// Longest text that Excel accepts in a cell, in UTF-16 units.
const TEXT: usize = 32_767;
/// A4, in Excel's numbering of papers.
const A4: u8 = 9;
/// More columns than this are printed on a page turned on its side.
const UPRIGHT: usize = 6;

/// Formats of the cells, made once a sheet.
struct Formats {
    title: Format,
    head: Format,
    head_right: Format,
    text: Format,
    count: Format,
    tenths: Format,
    cents: Format,
    date: Format,
    hidden: Format,
    note: Format,
}

impl Formats {
    fn new(base: &Format) -> Self {
        let base = || base.clone();
        let head = base()
            .set_bold()
            .set_text_wrap()
            .set_border_bottom(FormatBorder::Medium)
            .set_align(FormatAlign::Bottom);
        Self {
            title: base().set_bold().set_font_size(14),
            head_right: head.clone().set_align(FormatAlign::Right),
            head,
            text: base().set_align(FormatAlign::Top),
            count: base().set_num_format("#,##0"),
            tenths: base().set_num_format("#,##0.0"),
            cents: base().set_num_format("#,##0.00\\ \"€\""),
            date: base().set_num_format("dd/mm/yyyy"),
            hidden: base()
                .set_align(FormatAlign::Right)
                .set_font_color("#465A5B"),
            note: base().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

/// A sheet being written.
pub(super) struct Sheet<'a> {
    worksheet: &'a mut Worksheet,
    formats: Formats,
    bold: Formats,
}

impl<'a> Sheet<'a> {
    /// Adds a sheet to the workbook; its name is `title`, made acceptable.
    pub(super) fn add(workbook: &'a mut Workbook, title: &str) -> Result<Self, ReportError> {
        Self::dress(workbook.add_worksheet(), title)
    }

    /// The same for a list of many lines, which are put aside in a temporary file
    /// as they are written rather than kept in memory.
    pub(super) fn add_long(workbook: &'a mut Workbook, title: &str) -> Result<Self, ReportError> {
        Self::dress(workbook.add_worksheet_with_constant_memory()?, title)
    }

    fn dress(worksheet: &'a mut Worksheet, title: &str) -> Result<Self, ReportError> {
        worksheet.set_name(name(title))?;
        worksheet.set_paper_size(A4);
        worksheet.set_print_fit_to_pages(1, 0);
        worksheet.set_margins(0.6, 0.6, 0.7, 0.7, 0.3, 0.3);
        worksheet.set_footer("&L&A&R&P / &N");
        Ok(Self {
            worksheet,
            formats: Formats::new(&Format::new()),
            bold: Formats::new(&Format::new().set_bold()),
        })
    }

    /// Name of the sheet, as formulas and charts call it.
    pub(super) fn name(&self) -> String {
        self.worksheet.name()
    }

    /// Widths of a page that is read rather than sorted: names, then figures.
    pub(super) fn page_widths(&mut self) -> Result<(), ReportError> {
        self.worksheet.set_landscape();
        self.worksheet.set_column_width(0, 46)?;
        for column in 1..=4 {
            self.worksheet.set_column_width(column, 18)?;
        }
        Ok(())
    }

    /// A title, in the first column.
    pub(super) fn title(&mut self, line: u32, text: &str) -> Result<(), ReportError> {
        self.worksheet
            .write_string_with_format(line, 0, shortened(text), &self.formats.title)?;
        Ok(())
    }

    /// A plain text.
    pub(super) fn text(&mut self, line: u32, column: u16, text: &str) -> Result<(), ReportError> {
        self.worksheet.write_string_with_format(
            line,
            column,
            shortened(text),
            &self.formats.text,
        )?;
        Ok(())
    }

    /// Heads of columns.
    pub(super) fn heads(&mut self, line: u32, heads: &[String]) -> Result<(), ReportError> {
        for (column, head) in (0_u16..).zip(heads) {
            let format = if column == 0 {
                &self.formats.head
            } else {
                &self.formats.head_right
            };
            self.worksheet
                .write_string_with_format(line, column, shortened(head), format)?;
        }
        Ok(())
    }

    /// A native chart whose corner is in this cell.
    pub(super) fn chart(
        &mut self,
        line: u32,
        column: u16,
        chart: &Chart,
    ) -> Result<(), ReportError> {
        self.worksheet.insert_chart(line, column, chart)?;
        Ok(())
    }

    /// Heads on the first line, frozen and repeated in print, rows under them,
    /// then the notes.
    pub(super) fn table(&mut self, table: &Table) -> Result<(), ReportError> {
        self.widths(table)?;
        if table.columns.len() > UPRIGHT {
            self.worksheet.set_landscape();
        }
        self.worksheet.set_freeze_panes(1, 0)?;
        self.worksheet.set_repeat_rows(0, 0)?;
        for (column, head) in (0_u16..).zip(&table.columns) {
            let head = shortened(head);
            self.worksheet
                .write_string_with_format(0, column, head, &self.formats.head)?;
        }
        let mut line = 1;
        for row in &table.rows {
            for (column, cell) in (0_u16..).zip(row) {
                self.cell(line, column, cell, false)?;
            }
            line += 1;
        }
        self.filter(table, line)?;
        for note in &table.notes {
            line += 1;
            self.worksheet.write_string_with_format(
                line,
                0,
                shortened(note),
                &self.formats.text,
            )?;
        }
        Ok(())
    }

    /// Two columns of sentences: a word, what it means. A word without meaning is
    /// the title of those that follow.
    pub(super) fn sentences(&mut self, lines: &[(String, String)]) -> Result<(), ReportError> {
        self.worksheet.set_column_width(0, 30)?;
        self.worksheet.set_column_width(1, 90)?;
        for (line, (word, meaning)) in (0_u32..).zip(lines) {
            if meaning.is_empty() {
                self.title(line, word)?;
                continue;
            }
            self.worksheet.write_string_with_format(
                line,
                0,
                shortened(word),
                &self.formats.note,
            )?;
            self.worksheet.write_string_with_format(
                line,
                1,
                shortened(meaning),
                &self.formats.note,
            )?;
        }
        Ok(())
    }

    /// One cell; the cells of a total are bold.
    pub(super) fn cell(
        &mut self,
        line: u32,
        column: u16,
        cell: &Cell,
        bold: bool,
    ) -> Result<(), ReportError> {
        let sheet = &mut *self.worksheet;
        let formats = if bold { &self.bold } else { &self.formats };
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                sheet.write_string_with_format(line, column, shortened(text), &formats.text)?;
            }
            Cell::Hidden(word) => {
                sheet.write_string_with_format(line, column, shortened(word), &formats.hidden)?;
            }
            Cell::Count(count) => {
                sheet.write_number_with_format(line, column, *count as f64, &formats.count)?;
            }
            Cell::Tenths(tenths) => {
                let number = *tenths as f64 / 10.0;
                sheet.write_number_with_format(line, column, number, &formats.tenths)?;
            }
            Cell::Cents(cents) => {
                let euros = *cents as f64 / 100.0;
                sheet.write_number_with_format(line, column, euros, &formats.cents)?;
            }
            Cell::Date(date) => {
                let day = ExcelDateTime::from_ymd(
                    date.year().unsigned_abs(),
                    date.month().unsigned_abs(),
                    date.day().unsigned_abs(),
                )?;
                sheet.write_datetime_with_format(line, column, &day, &formats.date)?;
            }
        }
        Ok(())
    }

    /// Buttons of the heads to sort and filter, when there is something to sort.
    fn filter(&mut self, table: &Table, end: u32) -> Result<(), ReportError> {
        let last = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
        if end > 2 && last > 0 {
            self.worksheet.autofilter(0, 0, end - 1, last - 1)?;
        }
        Ok(())
    }

    /// Columns as wide as their longest text, between 10 and 60 signs.
    fn widths(&mut self, table: &Table) -> Result<(), ReportError> {
        for (index, head) in table.columns.iter().enumerate() {
            let cells = table.rows.iter().filter_map(|row| row.get(index));
            let longest = cells.map(signs).max().unwrap_or(0);
            // A head may take two lines; the button of the filter takes three signs.
            let width = longest.max(head.chars().count() / 2 + 3).clamp(10, 60);
            let column = u16::try_from(index).unwrap_or(u16::MAX);
            self.worksheet
                .set_column_width(column, width as f64 + 1.0)?;
        }
        Ok(())
    }
}

/// About how many signs a cell shows.
fn signs(cell: &Cell) -> usize {
    match cell {
        Cell::Empty => 0,
        Cell::Text(text) | Cell::Hidden(text) => text.chars().count(),
        Cell::Count(count) => count.to_string().len() * 4 / 3,
        Cell::Tenths(_) | Cell::Date(_) => 10,
        Cell::Cents(_) => 16,
    }
}

/// A name that Excel accepts: without its seven signs, an apostrophe at neither
/// end, short enough, never empty.
fn name(title: &str) -> String {
    let cleaned: String = title
        .chars()
        .map(|sign| {
            if "[]:*?/\\".contains(sign) || sign.is_control() {
                ' '
            } else {
                sign
            }
        })
        .collect();
    let short = within(&cleaned, NAME);
    let name = short.trim_matches(['\'', ' ']);
    if name.is_empty() { "PLUS" } else { name }.to_owned()
}

fn shortened(text: &str) -> &str {
    within(text, TEXT)
}

/// The beginning of a text that fits in so many UTF-16 units.
fn within(text: &str, units: usize) -> &str {
    let mut used = 0;
    for (index, sign) in text.char_indices() {
        used += sign.len_utf16();
        if used > units {
            return &text[..index];
        }
    }
    text
}
