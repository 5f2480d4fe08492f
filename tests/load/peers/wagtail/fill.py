"""Fills a new site: python fill.py ARTICLES, in the project's folder."""

import json
import sys
from datetime import datetime, timezone

import django

django.setup()

from django.core.management import call_command
from django.db import transaction
from news.models import ArticlePage, FrontPage, SectionPage
from wagtail.models import Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

STEP = 500


def take(lines, sections, front):
    for line in lines:
        one = json.loads(line)
        if one["section"] not in sections:
            sections[one["section"]] = front.add_child(instance=SectionPage(title=one["section"], slug=one["section"]))
        at = datetime.fromtimestamp(one["at"], timezone.utc)
        page = ArticlePage(
            title=one["title"], slug=one["slug"], lead=one["lead"], body=one["html"], date=at,
            first_published_at=at, last_published_at=at, live=True,
        )
        page.tags.add(*[tag["name"] for tag in one["tags"]])
        sections[one["section"]].add_child(instance=page)


root = Page.objects.get(depth=1)
for page in root.get_children():
    page.delete()
root = Page.objects.get(depth=1)
front = root.add_child(instance=FrontPage(title="Báo", slug="bao"))
Site.objects.all().delete()
Site.objects.create(hostname="localhost", root_page=front, is_default_site=True)
with open(sys.argv[1], encoding="utf-8") as file:
    lines = file.readlines()
sections = {}
with disable_reference_index_auto_update():
    for at in range(0, len(lines), STEP):
        with transaction.atomic():
            take(lines[at:at + STEP], sections, front)
call_command("update_index", verbosity=0)
print(ArticlePage.objects.count())
