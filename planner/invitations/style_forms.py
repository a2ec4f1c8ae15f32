"""What somebody chooses and writes about the invitations to a banquet."""

from wtforms import BooleanField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from planner.documents import invitation_designs as designs
from planner.forms import AreaField, Form
from planner.i18n import _, _l, current_language
from planner.invitations import phrases


class WordsField(AreaField):
    """Text with fields in braces; anything else in braces is refused with what was written."""

    def __init__(self, label, piece, *, required=True, **options):
        super().__init__(label, required=required, max_length=phrases.LONGEST[piece], **options)
        self.piece = piece

    def pre_validate(self, form):
        super().pre_validate(form)
        unknown = phrases.unknown_fields(self.data or "")
        if unknown:
            raise ValidationError(_("%(written)s is no field. Use those of the list only, such as {guest}, each in its own pair of braces.",
                                    written=", ".join(unknown[:5])))
        if self.piece == "card" and len((self.data or "").splitlines()) > phrases.MOST_LINES:
            raise ValidationError(_("A card has room for %(most)s lines; please leave some out.", most=phrases.MOST_LINES))


class StyleForm(Form):
    """Occasion, words, dress and looks of the invitations to one banquet."""

    occasion = SelectField(_l("Kind of occasion"))
    card_zh = WordsField(_l("On the Chinese card"), "card")
    letter_zh = WordsField(_l("In the Chinese letter: the sentence that invites"), "letter")
    opening_zh = WordsField(_l("In the Chinese letter: first paragraph"), "opening", required=False)
    card_en = WordsField(_l("On the English card, a line to a line"), "card")
    letter_en = WordsField(_l("In the English letter: the sentence that invites"), "letter")
    opening_en = WordsField(_l("In the English letter: first paragraph"), "opening", required=False)
    dress = SelectField(_l("Dress"))
    asks = RadioField(_l("Reply"), choices=[SelectChoice("reply", _l("Everybody is asked to reply")), SelectChoice("regrets", _l("Regrets only: who cannot come says so"))])
    design = RadioField(_l("Card or letter"))
    mail_design = RadioField(_l("The e-mail itself"))
    is_bilingual = BooleanField(_l("Chinese and English on each card"))
    has_seal = BooleanField(_l("Seal with the company’s name"), description=_l("An ornament; it does not stand for the registered chop."))
    has_logo = BooleanField(_l("Logo"), description=_l("Printed where the installation has one; otherwise the company’s name."))
    has_code = BooleanField(_l("Code to reply by telephone"), description=_l("On cards on paper and those that go with a mail."))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        lang = current_language()
        self.occasion.choices = [SelectChoice("", _("as the title says"))] + [SelectChoice(one.id, one.title.get(lang)) for one in phrases.occasions().values()]
        self.dress.choices = [SelectChoice(one.id, one.title.get(lang)) for one in phrases.dresses().values()]
        self.design.choices = [SelectChoice(one.id, one.title(lang)) for one in designs.for_paper()]
        self.mail_design.choices = [SelectChoice(one.id, one.title(lang)) for one in designs.for_mail()]
