"""Fills Ghost's database: python3 ghost.py DATABASE ARTICLES; prints the key of the public API."""

import json
import re
import sqlite3
import sys
import uuid
from datetime import datetime, timezone

database, articles = sys.argv[1:]
base = sqlite3.connect(database)
known = {table: {row[1] for row in base.execute(f"PRAGMA table_info({table})")} for table in ("posts", "tags", "posts_tags", "posts_authors")}
number = 0


def name():
    global number
    number += 1
    return f"{number:024x}"


def add(table, row):
    row = {key: value for key, value in row.items() if key in known[table]}
    base.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


(author,) = base.execute("SELECT id FROM users ORDER BY created_at LIMIT 1").fetchone()
for table in ("posts_tags", "posts_authors", "posts_meta", "post_revisions"):
    base.execute(f"DELETE FROM {table} WHERE post_id IN (SELECT id FROM posts WHERE type = 'post')")
base.execute("DELETE FROM posts WHERE type = 'post'")
tags = dict(base.execute("SELECT slug, id FROM tags"))
with open(articles, encoding="utf-8") as file:
    for line in file:
        one = json.loads(line)
        at = datetime.fromtimestamp(one["at"], timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
        by = {"created_at": at, "created_by": author, "updated_at": at, "updated_by": author}
        post = name()
        html = json.dumps(one["html"], ensure_ascii=False)
        add("posts", by | {
            "id": post, "uuid": str(uuid.uuid4()), "title": one["title"], "slug": one["slug"], "comment_id": post,
            "lexical": '{"root":{"children":[{"type":"html","version":1,"html":%s}],"direction":null,"format":"","indent":0,"type":"root","version":1}}' % html,
            "html": one["html"], "plaintext": re.sub(r"<[^>]+>", "", one["html"]), "custom_excerpt": one["lead"][:300], "featured": 0,
            "type": "post", "status": "published", "visibility": "public", "email_recipient_filter": "all",
            "published_at": at, "published_by": author, "show_title_and_feature_image": 1,
        })
        add("posts_authors", {"id": name(), "post_id": post, "author_id": author, "sort_order": 0})
        # The first tag of an article is its section.
        for order, tag in enumerate([{"name": one["section"], "slug": one["section"]}] + one["tags"]):
            if tag["slug"] not in tags:
                tags[tag["slug"]] = name()
                add("tags", by | {"id": tags[tag["slug"]], "name": tag["name"], "slug": tag["slug"], "visibility": "public"})
            add("posts_tags", {"id": name(), "post_id": post, "tag_id": tags[tag["slug"]], "sort_order": order})
base.commit()
base.execute("ANALYZE")
base.commit()
print(base.execute("SELECT secret FROM api_keys WHERE type = 'content' LIMIT 1").fetchone()[0])
