"""Mail that carries a link; its addresses come from the configured one, never from what a request names."""

from __future__ import annotations

import logging
import smtplib
from threading import Thread

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

log = logging.getLogger(__name__)


def absolute(name: str, **keys: object) -> str:
    """The full address of a page, as people outside reach it."""
    return settings.BASE_URL + reverse(name, kwargs=keys)


def mail_is_set_up() -> bool:
    """Whether mail can leave at all."""
    return bool(settings.EMAIL_HOST)


def letter(template: str, to: str, subject: str, **shown: object) -> EmailMessage:
    """One plain mail, in the reader's language, not yet sent."""
    return EmailMessage(subject, render_to_string(f"mail/{template}.txt", shown), to=[to])


def send(mail: EmailMessage) -> bool:
    """Send it; False, and a line in the log, when no mail server is set up or it does not take the mail."""
    try:
        return bool(mail.send())
    except (OSError, smtplib.SMTPException) as wrong:
        log.error("a mail could not be sent: %s", type(wrong).__name__)
        return False


def send_meanwhile(mail: EmailMessage) -> Thread:
    """Send beside the request, so that its duration does not tell whether there was anybody to write to."""
    thread = Thread(target=send, args=(mail,), name="mail")
    thread.start()
    return thread
