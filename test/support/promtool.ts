import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { renderOf } from './render-cases';
import { temporaryFolder } from './render-disk';
import type { PythonGitOpsAppOptions } from '../../src/config/options';

/** A rule, as Prometheus reads it. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** Values of a series, one a minute, in the notation of promtool. */
export type Series = Readonly<Record<string, string>>;

/** An alert that fires, and the labels that its series add to those of the rule. */
export interface Firing {
  readonly alert: string;
  readonly severity: 'page' | 'ticket';
  readonly labels?: Readonly<Record<string, string>>;
}

const MINUTE = '1m';

/** What promtool calls a test. */
interface Story {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly object[];
  readonly alert_rule_test?: readonly object[];
  readonly promql_expr_test?: readonly object[];
}

const CACHE =
  process.env.PYTHON_GITOPS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'python-gitops');

/** Runs promtool in a folder; that it is missing is an error. */
function promtool(folder: string, ...words: readonly string[]): { readonly ok: boolean; readonly output: string } {
  const program = join(CACHE, 'prometheus', 'usr', 'bin', 'promtool');
  if (!existsSync(program)) throw new Error(`${program} is missing: run scripts/prometheus.sh`);
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: 'utf8' });
  return { ok: status === 0, output: stdout + stderr };
}

/** The rules of an app, read out of the object that contains them. */
export function renderedRules(options: PythonGitOpsAppOptions, app: string): RuleFile {
  const text = renderOf(options).get(`argo/observability/rules/${app}.yaml`)?.content;
  if (text === undefined) throw new Error(`${app} has no rules`);
  const object = parse(text) as { kind: string; spec: RuleFile; data: Record<string, string> };
  return object.kind === 'ConfigMap' ? (parse(Object.values(object.data)[0]) as RuleFile) : object.spec;
}

/** All rules of a file. */
export function allRules({ groups }: RuleFile): Rule[] {
  return groups.flatMap(({ rules }) => rules);
}

/** What `promtool check rules` reports. */
export function checkRules(rules: RuleFile): { readonly ok: boolean; readonly output: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'rules.yaml'), stringify(rules));
  return promtool(folder, 'check', 'rules', 'rules.yaml');
}

/** What `promtool test rules` reports about stories. */
export function testRules(
  rules: RuleFile,
  stories: readonly Story[],
  interval = MINUTE,
): { readonly ok: boolean; readonly output: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'rules.yaml'), stringify(rules));
  const groups = rules.groups.map(({ name }) => name);
  const test = { rule_files: ['rules.yaml'], evaluation_interval: interval, group_eval_order: groups, tests: stories };
  // Long lists of values stay on one line.
  writeFileSync(join(folder, 'test.yaml'), stringify(test, { lineWidth: 0 }));
  return promtool(folder, 'test', 'rules', 'test.yaml');
}

/**
 * A story in which an alert fires at a minute, and not in the minute before.
 *
 * @param version of the app, from its metrics
 * @param others alerts of the same name that fire in both minutes
 */
export function firesAt(
  rules: RuleFile,
  name: string,
  series: Series,
  minute: number,
  firing: Firing,
  version = '',
  others: readonly Firing[] = [],
): Story {
  const alertname = firing.alert;
  const alerts = (all: readonly Firing[]): object[] => all.map((one) => expected(rules, one, version));
  return {
    ...story(name, series),
    alert_rule_test: [
      { alertname, eval_time: `${minute - 1}m`, exp_alerts: alerts(others) },
      { alertname, eval_time: `${minute}m`, exp_alerts: alerts([firing, ...others]) },
    ],
  };
}

/** A story of a longer time: which alerts of a name fire at some minutes, with series that have a value in each interval. */
export function firesDuring(
  rules: RuleFile,
  name: string,
  series: Series,
  interval: string,
  checks: readonly { readonly minute: number; readonly alertname: string; readonly firings: readonly Firing[] }[],
): Story {
  return {
    ...story(name, series, interval),
    alert_rule_test: checks.map(({ minute, alertname, firings }) => ({
      alertname,
      eval_time: `${minute}m`,
      exp_alerts: firings.map((one) => expected(rules, one, '')),
    })),
  };
}

/** A story in which these alerts are silent at each of some minutes. */
export function silentAt(name: string, series: Series, minutes: readonly number[], alerts: readonly string[]): Story {
  return {
    ...story(name, series),
    alert_rule_test: minutes.flatMap((minute) =>
      alerts.map((alertname) => ({ alertname, eval_time: `${minute}m`, exp_alerts: [] })),
    ),
  };
}

/** A story in which an expression has these samples, by labels, at a minute. */
export function hasSamples(
  name: string,
  series: Series,
  minute: number,
  samples: Readonly<Record<string, Readonly<Record<string, number>>>>,
): Story {
  return {
    ...story(name, series),
    promql_expr_test: Object.entries(samples).map(([expr, found]) => ({
      expr,
      eval_time: `${minute}m`,
      exp_samples: Object.entries(found).map(([labels, value]) => ({ labels, value })),
    })),
  };
}

function story(name: string, series: Series, interval = MINUTE): Story {
  const inputs = Object.entries(series).map(([one, values]) => ({ series: one, values }));
  return { name, interval, input_series: inputs };
}

/** An alert as promtool expects it, with the labels and texts of its rule. */
function expected(rules: RuleFile, { alert, severity, labels = {} }: Firing, version: string): object {
  const found = allRules(rules).filter((rule) => rule.alert === alert && rule.labels.severity === severity);
  const [rule] = found.filter(
    (one) => one.labels.environment === labels.environment || labels.environment === undefined,
  );
  if (rule === undefined) throw new Error(`there is no rule ${alert} with severity ${severity}`);
  const fill = (text: string): string =>
    text
      .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_all, label: string) => labels[label])
      .replace(/^\{\{ with .*$/, version);
  return {
    exp_labels: { ...labels, ...rule.labels },
    exp_annotations: Object.fromEntries(Object.entries(rule.annotations ?? {}).map(([key, text]) => [key, fill(text)])),
  };
}
