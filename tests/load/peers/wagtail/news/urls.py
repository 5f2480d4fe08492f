"""The feed before all that the project has of itself."""

from django.contrib.syndication.views import Feed
from django.urls import path

from paper.urls import urlpatterns as paper

from .models import newest


class Newest(Feed):
    title = description = "Báo"
    link = "/"

    def items(self):
        return newest()[:30]

    def item_description(self, item):
        return item.body

    def item_link(self, item):
        return item.url

    def item_pubdate(self, item):
        return item.date


urlpatterns = [path("rss.xml", Newest())] + paper
