/**
 * Writes the templates of the workflows with their actions pinned, and nothing taken out: `npx ts-node --project
 * test/tsconfig.json test/support/render-workflow-templates.ts FOLDER`. Zizmor judges pins, which templates have none of.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DEFAULT, repositoryOf } from './render-cases';
import { WorkflowTemplate } from '../../src/render/workflows/template';

const TEMPLATES = join(__dirname, '..', '..', 'templates', 'repository', '.github', 'workflows');

/** Names of the templates. */
export function workflowTemplates(): string[] {
  return readdirSync(TEMPLATES).map((file) => basename(file, '.yml'));
}

/** The whole template, as rendering begins with it. */
export function renderTemplate(name: string): string {
  return new WorkflowTemplate(name, repositoryOf(DEFAULT)).file().content;
}

if (require.main === module) {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error('usage: render-workflow-templates.ts FOLDER');
  mkdirSync(folder, { recursive: true });
  for (const name of workflowTemplates()) writeFileSync(join(folder, `${name}.yml`), renderTemplate(name));
}
