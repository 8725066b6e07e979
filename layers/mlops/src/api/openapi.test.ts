import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi.ts';
import { OPERATIONS } from './operations.ts';

describe('openApiDocument', () => {
  const document = openApiDocument();

  it('describes every operation at its path and method', () => {
    const paths = document.paths as Record<string, Record<string, { operationId: string }>>;
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
    );

    const expected = Object.entries(OPERATIONS).map(
      ([id, { method, path }]) => `${id} ${method.toLowerCase()} ${path}`,
    );
    expect(described.toSorted()).toEqual(expected.toSorted());
  });

  it('names every path parameter of its path', () => {
    const missing = Object.values(OPERATIONS).filter(({ path, parameters }) => {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      return named.toSorted().join() !== Object.keys(parameters.shape).toSorted().join();
    });

    expect(missing).toEqual([]);
  });

  it('opens nothing but health and itself', () => {
    const open = Object.values(OPERATIONS).filter(({ role }) => role === 'open');

    expect(open.map(({ path }) => path).toSorted()).toEqual(['/v1/health', '/v1/openapi.json']);
  });
});
