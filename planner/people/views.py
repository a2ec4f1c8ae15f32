"""Routes of clients, their contacts, and the search for people."""
from flask import Blueprint, request, url_for

from planner import clock, paging
from planner.accounts.permissions import may
from planner.errors import NotAllowed, NotFound, RuleBroken
from planner.i18n import _
from planner.people import actions, queries
from planner.people.countries import country_name
from planner.people.fields import PersonForm
from planner.people.forms import GRADE_NAMES, KIND_NAMES, ClientForm, RivalForm
from planner.people.languages import language_names
from planner.web import check_version, current_person, current_roles, go_to, once, page, requires

bp = Blueprint("people", __name__)


@bp.app_template_global()
def languages_in(codes, language):
    """"德语、英语" / "German, English"."""
    return language_names(codes or (), language)


@bp.get("/clients")
@requires("client.see")
def clients():
    search = request.args.get("q", "").strip()[:100]
    found = queries.page_of_clients(search, number=paging.wanted())
    return page("people/clients.html", fragment="people/_clients.html", clients=found, search=search, kinds=KIND_NAMES, grades=GRADE_NAMES,
                counts=queries.client_counts([client.id for client in found]))


@bp.get("/clients/new")
@requires("client.edit")
def new_client():
    mine = [str(current_person().id)]
    return _client_form(ClientForm(owners=queries.owner_choices(), data={"owners": mine, "kind": "private", "grade": "B", "country": "CN"}))


@bp.post("/clients/new")
@requires("client.edit")
@once
def add_client():
    form = ClientForm(owners=queries.owner_choices())
    if not form.validate():
        return _client_form(form, status=422)
    try:
        client = actions.add_client(by=current_person(), at=clock.now(), **_client_values(form))
    except RuleBroken as error:
        form.add_error(error)
        return _client_form(form, status=422)
    return go_to(url_for(".client", client_id=client.id))


@bp.get("/clients/<id:client_id>")
@requires("client.see")
def client(client_id):
    return _client_page(queries.get_client(client_id))


def _client_page(found, rival_form=None, status=200):
    search, rivals = request.args.get("q", "").strip()[:100], queries.rivals(found)
    may_edit = may(current_roles(), "client.edit") and queries.may_edit_client(found, current_person())
    if may_edit and rival_form is None:
        rival_form = _rival_form(found, rivals, formdata=None)
    return page("people/client.html", fragment="people/_contacts.html", client=found, search=search, rivals=rivals, rival_form=rival_form, status=status,
                contacts=queries.page_of_contacts(found, search, number=paging.wanted()),
                kinds=KIND_NAMES, grades=GRADE_NAMES, country_name=country_name, may_edit=may_edit,
                may_change_contacts=queries.may_change_contacts(found, current_person()))


def _rival_form(client, rivals, **options):
    return RivalForm([one for one in queries.clients(limit=5000) if one.id != client.id and one not in rivals], **options)


@bp.post("/clients/<id:client_id>/rivals")
@requires("client.edit")
@once
def add_rival(client_id):
    """The client and another one must not meet here."""
    found = _editable(client_id)
    form = _rival_form(found, queries.rivals(found))
    if not form.validate():
        return _client_page(found, form, 422)
    actions.add_rival(found, queries.get_client(form.rival_id.data), by=current_person(), at=clock.now())
    return go_to(url_for(".client", client_id=found.id) + "#rivals")


@bp.post("/clients/<id:client_id>/rivals/<id:rival_id>/remove")
@requires("client.edit")
@once
def remove_rival(client_id, rival_id):
    found = _editable(client_id)
    actions.remove_rival(found, queries.get_client(rival_id), by=current_person(), at=clock.now())
    return go_to(url_for(".client", client_id=found.id) + "#rivals")


@bp.get("/clients/<id:client_id>/edit")
@requires("client.edit")
def edit_client(client_id):
    found = _editable(client_id)
    form = ClientForm(owners=queries.owner_choices(), obj=found)
    form.owners.data = [str(person.id) for person in found.owners]
    return _client_form(form, found)


@bp.post("/clients/<id:client_id>/edit")
@requires("client.edit")
@once
def change_client(client_id):
    found = _editable(client_id)
    form = ClientForm(owners=queries.owner_choices())
    if not form.validate():
        return _client_form(form, found, status=422)
    check_version(found, [field for field in form if field.name != "owners"])
    try:
        actions.change_client(found, by=current_person(), at=clock.now(), **_client_values(form))
    except RuleBroken as error:
        form.add_error(error)
        return _client_form(form, found, status=422)
    return go_to(url_for(".client", client_id=found.id))


def _editable(client_id):
    found = queries.get_client(client_id)
    if not queries.may_edit_client(found, current_person()):
        raise NotAllowed(_("Only those who look after this client may change it."))
    return found


def _with_contacts(client_id):
    found = queries.get_client(client_id)
    if not queries.may_change_contacts(found, current_person()):
        raise NotAllowed(_("Only those who look after this client, or plan its reception, may change its contacts."))
    return found


def _client_values(form):
    chosen = {person.id: person for person in queries.owner_choices()}
    return {**form.values(), "owners": [chosen[int(owner)] for owner in form.owners.data if int(owner) in chosen]}


def _client_form(form, client=None, status=200):
    return page("people/client_form.html", form=form, client=client, status=status)


@bp.get("/clients/<id:client_id>/contacts/new")
@requires("client.edit")
def new_contact(client_id):
    return _person_form(PersonForm(), _with_contacts(client_id))


@bp.post("/clients/<id:client_id>/contacts/new")
@requires("client.edit")
@once
def add_contact(client_id):
    found, form = _with_contacts(client_id), PersonForm()
    if not form.validate():
        return _person_form(form, found, status=422)
    try:
        actions.add_contact(found, by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return _person_form(form, found, status=422)
    return go_to(url_for(".client", client_id=found.id))


@bp.get("/clients/<id:client_id>/contacts/<id:person_id>")
@requires("client.edit")
def edit_contact(client_id, person_id):
    found = _with_contacts(client_id)
    person = _contact(found, person_id)
    return _person_form(PersonForm(obj=person), found, person)


@bp.post("/clients/<id:client_id>/contacts/<id:person_id>")
@requires("client.edit")
@once
def change_contact(client_id, person_id):
    found = _with_contacts(client_id)
    person, form = _contact(found, person_id), PersonForm()
    if not form.validate():
        return _person_form(form, found, person, 422)
    check_version(person, form)
    try:
        actions.change_person(person, by=current_person(), at=clock.now(), **form.values())
    except RuleBroken as error:
        form.add_error(error)
        return _person_form(form, found, person, 422)
    return go_to(url_for(".client", client_id=found.id))


@bp.post("/clients/<id:client_id>/contacts/<id:person_id>/retire")
@requires("client.edit")
@once
def retire_contact(client_id, person_id):
    """The person has left the client: no longer offered, but kept in past receptions."""
    found = _with_contacts(client_id)
    actions.change_person(_contact(found, person_id), by=current_person(), at=clock.now(), is_active=False)
    return go_to(url_for(".client", client_id=found.id))


def _contact(client, person_id):
    person = queries.get_person(person_id)
    if person.client_id != client.id:
        raise NotFound()
    return person


def _person_form(form, client, person=None, status=200):
    return page("people/contact.html", form=form, client=client, person=person, status=status)


@bp.get("/people/search")
@requires("person.see")
def search():
    """People by characters, pinyin or Latin letters: a short list, as a fragment beside a search field or as a page."""
    text = request.args.get("q", "").strip()[:100]
    found = queries.search_people(text, staff_only=request.args.get("staff") == "1")
    return page("people/search.html", fragment="people/_search.html", people=found, search=text)
