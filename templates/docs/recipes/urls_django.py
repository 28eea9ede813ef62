"""The routes: https://docs.djangoproject.com/en/5.2/topics/http/urls/."""

from django.contrib import admin
from django.urls import path

from config.orders import order
from config.views import index

urlpatterns = [
    path("", index),
    path("admin/", admin.site.urls),
    path("orders/<int:number>", order),
]
