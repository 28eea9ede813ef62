import { block, literal } from '../../../common/literal';
import { count, table } from '../../../common/printed';
import { isRecord } from '../../../common/records';
import type { OptionDoc } from '../../../config/option-doc';
import type { CatalogEntry } from '../../../project/explain/catalog';
import type { Explanation } from '../../../project/explain/explain';

/** Options by group, one line each. Groups and options keep their order. */
export function listEntries(entries: readonly CatalogEntry[]): string[] {
  const groups = [...new Set(entries.map(({ group }) => group))];
  return groups.flatMap((group, index) => {
    const rows = entries.filter((entry) => entry.group === group).map(({ path, docs }) => [`  ${path}`, docs.summary]);
    return [...(index === 0 ? [] : ['']), headline(group), ...table(rows)];
  });
}

function headline({ title, places }: CatalogEntry['group']): string {
  if (places.length === 1) return title;
  const levels = places.map((place) => place.replace(/\.$/, ''));
  return `${title}, in ${levels.slice(0, -1).join(', ')}, or ${levels[levels.length - 1]}`;
}

/** The documentation of an option, and where to set it. */
export function describeEntry({ path, group, docs }: CatalogEntry): string[] {
  const places = group.places.length === 1 ? [path] : group.places.map((place) => place + path);
  return [...meaning(path, docs), ...table([...facts(docs), ['  set it as', places.join(', ')]])];
}

/** The documentation of an option, its value, where the value comes from, and the files that it affects. */
export function describeExplanation(explanation: Explanation, docs: OptionDoc): string[] {
  const { option, from, raisedFor, settings, workload, files } = explanation;
  const where = workload === undefined ? '' : `, for the workload ${workload}`;
  const raised = raisedFor.length === 0 ? '' : `, raised for ${raisedFor.join(', and ')}`;
  const source =
    settings.length === 0
      ? `the library default${raised}`
      : (from ?? 'several places; for each key, the last place that sets it wins');
  const [first, ...more] = `${valueLines(explanation).join('\n')}${where}`.split('\n');
  const rows = [['  value', first], ...more.map((line) => ['', line]), ['  from', source]];
  const lines = [...meaning(option, docs), ...table([...rows, ...facts(docs)])];
  if (settings.length > 1) {
    const places = settings.map(({ path, value: there }) => [`    ${path}`, literal(there)]);
    lines.push('', '  Set in these places; the last one wins:', ...table(places));
  }
  lines.push('', files.length === 0 ? '  Affects no files.' : `  Affects ${count(files.length, 'file')}:`);
  return [...lines, ...files.map((path) => `    ${path}`)];
}

/** A value as in `.projenrc.ts`, on several lines if it is long. Maps of options are shown by their names. */
function valueLines({ value, isMapOfOptions }: Explanation): string[] {
  if (value === undefined) return ['none'];
  if (isMapOfOptions && isRecord(value)) return [Object.keys(value).join(', ') || 'none'];
  return block(value);
}

function meaning(path: string, { summary, remarks }: OptionDoc): string[] {
  const detail =
    remarks === undefined ? [] : ['', ...remarks.split('\n').map((line) => (line === '' ? '' : `  ${line}`))];
  return [path, `  ${summary}`, ...detail, ''];
}

function facts({ type, default: byDefault, example, see }: OptionDoc): string[][] {
  const rows = [
    ['  type', type],
    // A default that is a value has the quotes of JSON.
    ['  default', byDefault?.replace(/^- /, '').replace(/^"(.*)"$/, "'$1'")],
    ['  example', example],
    ['  see', see],
  ];
  return rows.filter((row): row is string[] => row[1] !== undefined);
}
