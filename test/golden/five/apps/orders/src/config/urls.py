"""The routes: https://docs.djangoproject.com/en/5.2/topics/http/urls/."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from config.views import index

urlpatterns = [
    path("", index),
    path("admin/", admin.site.urls),
]
