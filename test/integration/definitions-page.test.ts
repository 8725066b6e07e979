import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALLOWED_IMPORTS, IMPURE_GLOBALS } from '../../infra/authoring/impure-globals.ts';
import { CATEGORIES } from '../../infra/authoring/scaffold-definition.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/definitions.md'), 'utf8');
const contract = readFileSync(join(ROOT, 'layers/mlops/src/base/definition.ts'), 'utf8');
const [, block = ''] = /<!-- interfaces -->\n```ts\n(.*?)```/s.exec(page) ?? [];

describe('docs/definitions.md', () => {
  it('shows interfaces and members that the contract has', () => {
    const interfaces = [...block.matchAll(/^(?:interface|type) (\w+)/gm)].map(([, name = '']) => name);
    const members = [...block.replaceAll(/\/\/.*$/gm, '').matchAll(/\b(\w+)\??[:(]/g)].map(([, name = '']) => name);

    expect(interfaces.length).toBeGreaterThanOrEqual(11);
    expect(members.length).toBeGreaterThanOrEqual(30);
    for (const name of interfaces) expect(contract).toMatch(new RegExp(`export (interface|type) ${name}\\b`));
    for (const name of members) expect(contract).toMatch(new RegExp(`\\b${name}\\??\\b`));
  });

  it('has a row for every category, and names nothing pure as impure', () => {
    for (const category of Object.keys(CATEGORIES)) expect(page).toContain(`| \`${category}\` |`);
    for (const name of ['fetch', 'TextEncoder']) expect(Object.keys(IMPURE_GLOBALS)).toContain(name);
    expect(ALLOWED_IMPORTS.some((pattern) => pattern.test('@optaic/mlops/learners/native-form'))).toBe(true);
  });

  it('links to files that are there', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, path = '']) => path);

    expect(links.length).toBeGreaterThanOrEqual(2);
    for (const path of links) expect(existsSync(join(ROOT, 'docs', path)), path).toBe(true);
  });
});
