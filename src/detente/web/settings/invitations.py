"""Invitations as those who administer users make them: the link goes by mail, and is shown once to be handed over."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from detente.crm.objections import Refused
from detente.crm.people.access_models import Invitation
from detente.crm.people.actions import organisation
from detente.crm.people.invitations import invite, revoke, send_again
from detente.crm.people.models import User
from detente.web.access import Request, needs
from detente.web.session.mail import absolute, letter, mail_is_set_up, send
from detente.web.settings.tabs import settings_tabs
from detente.web.settings.user_forms import InvitationForm
from detente.web.toasts import toast
from detente.web.words import put_on, said


@needs("users")
def new_invitation(request: Request) -> HttpResponse:
    """A form; POST makes the invitation, mails its link and shows it once."""
    form = InvitationForm(request.POST or None, by=request.user)
    if form.is_valid():
        try:
            made, secret = invite(by=_reader(request), **form.cleaned_data)
        except Refused as refused:
            put_on(form, refused)
        else:
            return _sent(request, made, secret)
    shown = {"form": form, "tabs_here": settings_tabs(request), "is_mail_set_up": mail_is_set_up()}
    return render(request, "settings/invitation_new.html", shown, status=422 if form.errors else 200)


@require_POST
@needs("users")
def resend(request: Request, pk: int) -> HttpResponse:
    """A new link for seven days more; the old one ends."""
    found = get_object_or_404(Invitation, pk=pk)
    try:
        return _sent(request, found, send_again(found, by=_reader(request)))
    except Refused as refused:
        toast(request, said(refused), tone="failed")
        return redirect("users")


@require_POST
@needs("users")
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Its link stops working."""
    found = get_object_or_404(Invitation, pk=pk)
    try:
        revoke(found, by=_reader(request))
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        toast(request, _("The invitation for %(email)s is withdrawn.") % {"email": found.email})
    return redirect("users")


def _sent(request: Request, invitation: Invitation, secret: str) -> HttpResponse:
    """Mailed where mail is set up (after the commit: the invitation stands whatever the mail server says)."""
    url = absolute("invitation", secret=secret)
    subject = _("%(name)s invites you to Detente") % {"name": request.user.name}
    mail = letter(
        "invitation", invitation.email, subject, url=url, by=request.user.name, company=organisation().name
    )
    is_mailed = mail_is_set_up() and send(mail)
    shown = {
        "invitation": invitation, "link": url, "is_mailed": is_mailed, "is_mail_set_up": mail_is_set_up(),
        "tabs_here": settings_tabs(request),
    }  # fmt: skip
    response = render(request, "settings/link_once.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def _reader(request: Request) -> User:
    return User.objects.get(pk=request.user.pk)
