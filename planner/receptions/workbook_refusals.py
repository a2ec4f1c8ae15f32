"""Why a file is not read as a guest list: one clear sentence for each reason."""
from planner.errors import RuleBroken
from planner.i18n import _l

REFUSALS = {
    "empty": _l("The file is empty. Please choose the guest list again."),
    "too_big": _l("The file is larger than %(limit)s MB. Please remove pictures from it, or save the list alone as a new workbook."),
    "too_many_rows": _l("The list has more than %(limit)s filled rows. Please split it and import the parts one after the other."),
    "too_wide": _l("Sheet “%(sheet)s” uses cells far outside the list (%(cell)s). Please copy the list into a new workbook and save that."),
    "cell_too_long": _l("Cell %(cell)s of sheet “%(sheet)s” has more than %(limit)s characters. Please shorten it."),
    "damaged": _l("The workbook is damaged or was cut off on the way. Please open it in Excel or WPS, save it again and upload that."),
    "bomb": _l("The workbook unpacks to far more than a guest list needs, so it was not opened. Please copy the list into a new workbook."),
    "macros": _l("The workbook contains macros. For safety it was not opened: please save it as .xlsx without macros."),
    "entities": _l("The workbook contains constructions that no spreadsheet program writes, so it was not opened."),
    "locked": _l("This is an old .xls file or a workbook with a password. Please save it as .xlsx without a password."),
    "not_a_list": _l("This file is neither an Excel workbook (.xlsx) nor a text list (.csv). Please save the list as one of these."),
    "not_xlsx": _l("The file is called .xlsx but holds no Excel workbook. If it is a text list, please rename it to .csv."),
    "not_csv": _l("The file is called .csv but holds an Excel workbook. Please rename it to .xlsx."),
    "wrong_ending": _l("Files with the ending “%(ending)s” cannot be read. Please save the list as .xlsx or .csv."),
    "unreadable_text": _l("The characters of this file cannot be read. Please save it as “CSV UTF-8” or as .xlsx."),
    "nothing_inside": _l("The workbook has no filled rows."),
}


class FileRefused(RuleBroken):
    """The uploaded file cannot be read; `reason` is a key of REFUSALS and `message` the sentence in the reader's language."""

    def __init__(self, reason, **values):
        super().__init__(_Sentence(REFUSALS[reason], values), field="file")
        self.reason = reason


class _Sentence:
    """A lazily translated sentence with its values, in the language of whoever reads it."""

    def __init__(self, text, values):
        self.text, self.values = text, values

    def __str__(self):
        return str(self.text) % self.values if self.values else str(self.text)

