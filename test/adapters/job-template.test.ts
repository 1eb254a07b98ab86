import t from 'tap';
import { templateProblems, usedVariables } from '../../src/adapters/job-template.ts';

const variables = ['account', 'nodes', 'time_limit', 'extra_lines'];

t.test('a mistake is said with its line and what mends it', async (t) => {
  for (const [text, line, message, hint] of [
    ['a\n{{ acount }}', 2, /no variable "acount"/, /"account"/],
    ['{% if nodez > 1 %}\n{% endif %}', 1, /no variable "nodez"/, /"nodes"/],
    ['\n{{ command_fil }}', 2, /no variable/, /"command_file"/],
    ['{{ zzz }}', 1, /no variable "zzz"/, /There are: account, nodes/],
    ['{{ time_limit | hmss }}', 1, /no filter "hmss"/, /"hms"/],
    ['{{ account | safe }}', 1, /no filter "safe"/, null],
    ['a\n{% iff nodes %}', 2, /no tag "{% iff %}"/, null],
    ['a\n{% if nodes %}\nb', 2, /not closed/, /endif/],
    ['a\n{{ account\nb', 3, /not closed|syntax/, null],
    ['{% if nodes > %}{% endif %}', 1, /syntax error: unexpected token/, null],
    ['{{ account.x }}', 1, /Members/, null],
    ['{{ account["constructor"] }}', 1, /Members/, null],
    ['{{ range(9) }}', 1, /no variable "range"|Calls/, null],
    ['{{ cycler }}', 1, /no variable/, null],
    ['{% for x in [1] %}{% endfor %}', 1, /Loops/, null],
    ['{% include "/etc/passwd" %}', 1, /not taken/, null],
    ['{% extends "x" %}', 1, /not taken/, null],
    ['{% import "x" as y %}', 1, /not taken/, null],
    ['{% macro f() %}{% endmacro %}', 1, /not taken/, null],
    ['{% set x %}y{% endset %}', 1, /has to be written as/, null],
    ['{% block x %}{% endblock %}', 1, /not taken/, null],
    ['{% filter upper %}x{% endfilter %}', 1, /not taken|has to be/, null],
    ['a\necho "{{ account }}"', 2, /within quotes/, /Leave the quotes out/],
    ['{% if nodes %}\necho "\n{% endif %}\n{{ account }}', 4, /within quotes/, null],
    ['x {{ extra_lines | directives }}', 1, /line of their own/, null],
  ] as const) {
    const problems = templateProblems(text, variables);
    t.equal(problems[0]?.line, line, text);
    t.match(problems[0]?.message, message, text);
    if (hint !== null) t.match(problems[0]?.hint, hint, text);
  }
});

t.test('what a template may hold is taken', async (t) => {
  const text = `#!/bin/bash {# a comment #}
{% set cores = 48 if nodes > 1 else 4 %}
{% if nodes > 1 and not (account in ["a", "b"]) or time_limit is defined %}
{{ account ~ "-" ~ cores // 2 }} {{ (nodes + 1) * 2 - 1 }} {{ -nodes }} {{ nodes ** 2 % 3 }}
{% elif nodes == 1 %}
{{ time_limit | hms | default("x") | upper }} {{ job_name }} {{ session_directory }} {{ log_file }} {{ command_file }}
{% else %}
{{ extra_lines | directives }}
{% endif %}
`;
  t.same(templateProblems(text, variables), []);
});

t.test('the variables that a template reads are found, filters are none of them', async (t) => {
  t.same([...usedVariables('{{ a | hms }}{% if b == 1 %}{{ c ~ d }}{% endif %}')].sort(), ['a', 'b', 'c', 'd']);
  t.same([...usedVariables('{{ a')], []);
});
