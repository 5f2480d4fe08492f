"""A newspaper as Wagtail's handbook builds one: sections with articles below a front page."""

from django.core.paginator import Paginator
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index


class ArticleTag(TaggedItemBase):
    content_object = ParentalKey("ArticlePage", related_name="tagged_items", on_delete=models.CASCADE)


class ArticlePage(Page):
    lead = models.TextField()
    body = RichTextField()
    date = models.DateTimeField(db_index=True)
    tags = ClusterTaggableManager(through=ArticleTag, blank=True)

    search_fields = Page.search_fields + [index.SearchField("lead"), index.SearchField("body")]


def newest():
    return ArticlePage.objects.live().order_by("-date")


class SectionPage(Page):
    def get_context(self, request, *args, **kwargs):
        pages = Paginator(newest().child_of(self), 20)
        return super().get_context(request, *args, **kwargs) | {"articles": pages.get_page(request.GET.get("page"))}


class FrontPage(Page):
    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"articles": newest()[:60]}
