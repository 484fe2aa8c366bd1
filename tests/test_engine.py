from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from babel.support import NullTranslations
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from digest.render.engine import QuickEnvironment

MACROS = """
{% macro plain(a, b="B & b", c=none) %}<{{ a }}|{{ b }}|{{ c }}>{% endmacro %}
{% macro around(title) %}<h1>{{ title }}</h1>{{ caller() }}{% endmacro %}
{% macro each(rows) %}{% for row in rows %}{{ caller(row) }}{% endfor %}{% endmacro %}
{% macro named() %}{{ kwargs|dictsort }}{{ varargs }}{% endmacro %}
{% macro maybe(caller=none) %}{{ "called" if caller else "alone" }}{% endmacro %}
{% macro needs(a) %}{{ a }}{% endmacro %}
"""
SAME = (
    "{{ plain('<a>') }}{{ plain('a', 'b') }}{{ plain('a', c='<c>') }}{{ plain(b='x', a='y') }}",
    "{{ plain(a=1, b=2, c=3) }}",
    "{{ plain('a', 'b', 'c', 'd') }}",
    "{{ plain('a', a='b') }}",
    "{{ plain('a', d='b') }}",
    "{{ plain() }}",
    "{{ plain(*rows) }}{{ plain(**{'a': 1, 'c': 2}) }}",
    "{{ needs() }}",
    "{% call around('<t>') %}<b>{{ rows[0] }}</b>{% endcall %}",
    "{{ around('t') }}",
    "{% call(row) each(rows) %}<i>{{ row }}</i>{% endcall %}",
    "{% call plain('a') %}x{% endcall %}",
    "{{ named(1, 2, x='<y>') }}",
    "{{ maybe() }}{% call maybe() %}{% endcall %}",
    "{{ plain(missing) }}",
    "{{ plain(nobody.name) }}",
    "{{ plain('a') ~ '<b>' }}{{ '<b>' ~ plain('a') }}{{ plain(plain('<')) }}",
    "{% autoescape false %}{{ plain('<a>') ~ '<b>' }}{{ _('a %(b)s', b='<') ~ '<b>' }}{% endautoescape %}",
    "{% set block %}<p>{{ plain('<') }}</p>{% endset %}{{ block }}{{ plain(block) }}",
    "{{ _('Tags') }}{{ _('Tags') }}{{ _('In %(a)s, %(b)s', a='<a>', b=html) }}{{ gettext('Tags') }}",
    "{{ _('100%') }}",
    "{{ _('100%%') }}{{ _('%(a)d and %(b)r', a=1, b='<') }}",
    "{{ _('%(a)s') }}",
    "{{ _('Tags', a=missing) }}",
    "{{ _('%(a)s', a=missing) }}",
    "{{ _() }}",
    "{{ _('a', 'b') }}",
    "{{ _(5) }}{{ _(html) }}{{ _(none) }}",
    "{{ ngettext('%(num)s entry', '%(num)s entries', 1) }}{{ ngettext('%(n)s a', '%(n)s b', 2, n='<2>') }}",
    "{{ ngettext('a', 'b') }}",
    "{{ ngettext('%(num)s a', '%(num)s b', 'x') }}",
    "{% trans a='<b>' %}One {{ a }}, 100%{% endtrans %}",
    "{% trans n=2 %}{{ n }} thing{% pluralize %}{{ n }} things{% endtrans %}",
    "{% for row in rows %}{{ loop.index }}{{ plain(row) }}{% include 'part' %}{% endfor %}",
    "{% for row in rows recursive %}{{ row }}{{ loop(['x']) if row == '<a>' }}{% endfor %}",
    "{% from 'macros' import plain as other with context %}{{ other('x') }}",
    "{% import 'macros' as macros %}{{ macros.plain('x') }}{{ macros.nothing('x') }}",
    "{% macro here(n) %}{{ n }}{{ here(n - 1) if n else plain('end') }}{% endmacro %}{{ here(3) }}",
    "{{ rows|map('upper')|join(plain('-')) }}{{ {'a': html, '<': 1}['<'] }}{{ none }}{{ 1.5 }}{{ true }}{{ html }}",
    "{{ rows|join }}{{ rows|join('<, >') }}{{ rows|join(html) }}{{ (rows|join('<')) ~ '<' }}{{ ()|join('x') }}",
    "{{ ('a', html)|join('<') }}{{ ('a', 1, none)|join(5) }}{{ rows|join(', ') }}{{ rows|join('-', 'nothing') }}",
    "{% autoescape false %}{{ rows|join('<') }}{{ ('a', html)|join('<') }}{% endautoescape %}",
    "{{ rows|join(d='|', attribute=0) }}",
    "{{ rows.nothing }}",
    "{{ html.upper() }}{{ rows[0].replace('<', '&') }}{{ plain.name }}{{ plain.arguments }}",
    "{{ plain }}",
    "{{ 1 / 0 }}",
)


def said(make: Any, template: str) -> tuple[object, ...]:
    """What is written, or what is wrong."""
    head = "{% from 'macros' import plain, around, each, named, maybe, needs %}"
    environment = make(
        loader=DictLoader(
            {"macros": MACROS, "part": "{% from 'macros' import plain %}{{ plain(row) }}", "page": head + template}
        ),
        undefined=StrictUndefined,
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )
    if isinstance(environment, QuickEnvironment):
        environment.speak(NullTranslations())
    else:
        environment.install_gettext_translations(NullTranslations(), newstyle=True)
    row = SimpleNamespace(title="a <title>", parts=(1,), field=1)
    context = {"rows": ("<a>", "b"), "html": Markup("<em>&amp;</em>"), "row": row, "items": {"title": "<an item>"}}
    try:
        return (
            "written",
            environment.get_template("page").render(context),
            environment.get_template("page").render(context),
        )
    except Exception as error:
        return (type(error), str(error))


@pytest.mark.parametrize("template", SAME)
def test_a_template_says_what_it_says_in_jinja_or_fails_with_the_same_words(template):
    assert said(QuickEnvironment, template) == said(Environment, template)


STRAIGHT = (
    "{{ row.title }}{{ row.title.upper() }}{{ (1).real }}{{ row.parts[0].real }}",
    "{% for row in rows %}{{ loop.first }}{{ loop.nextitem is defined }}{% endfor %}",
    "{% block words %}<p>{% endblock %}{{ self.words() }}",
    "{% set ns = namespace(n=0) %}{% for row in rows %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
    "{% import 'macros' as macros %}{{ macros.plain('x') }}",
    "{{ cycler('a', 'b').next() }}",
)
ODD = (
    "{{ items.title }}{{ items['title'] }}",
    "{{ row.nothing }}",
    "{{ row.nothing is defined }}",
    "{{ none.title }}",
    "{{ row.title.class }}",
    "{{ row.__nothing__ }}",
    "{{ row.ﬁeld }}",
)
LOOKING_AHEAD = (
    "{{ loop.last }}",
    "{{ loop['last'] }}",
    "{{ loop['nextitem'] is defined }}",
    "{{ loop['length']|default('?') }}",
    "{{ loop|attr('last') }}",
    "{{ [loop]|map(attribute='length', default=0)|list }}",
    "{{ [loop]|selectattr('last')|list|length }}",
    "{% set self = loop %}{{ self.last }}",
    "{{ loop|length }}{{ loop|string }}",
)
"""Jinja looks for an item, which may be there."""


@pytest.mark.parametrize("template", [*SAME, *STRAIGHT, *ODD])
def test_a_template_that_takes_fields_straight_says_the_same_or_cannot_say_it(template):
    straight = said(partial(QuickEnvironment, straight=True), template)
    assert straight == said(Environment, template) or straight[0] is AttributeError


@pytest.mark.parametrize("asked", LOOKING_AHEAD)
@pytest.mark.parametrize("condition", ["x.title", "titled(x)"])
def test_a_condition_of_a_loop_that_fails_where_jinja_would_hide_it_is_heard_of(condition, asked):
    macro = "{% macro titled(x) %}{{ x.title }}{% endmacro %}"
    template = f"{macro}{{% for x in [row, items] if {condition} %}}{asked}{{% endfor %}}"
    assert said(Environment, template)[0] == "written"
    assert said(partial(QuickEnvironment, straight=True), template)[0] is AttributeError


@pytest.mark.parametrize("template", STRAIGHT)
def test_fields_are_taken_straight(template):
    assert said(partial(QuickEnvironment, straight=True), template)[0] == "written"
