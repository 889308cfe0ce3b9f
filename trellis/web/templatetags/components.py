"""The components every page is made of. Templates need not load them: they are always there."""

from django import template

from trellis.web.assets import asset_url

register = template.Library()

register.simple_tag(asset_url, name="asset")
