import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { RuleTarget } from './rule-definition.ts';

/**
 * What a target receives, as JSON text: the event, a part of it, a constant, or a template filled from it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(event: JsonObject, { input, inputPath, inputTransformer }: RuleTarget): string {
  if (input !== undefined) return input;
  if (inputPath !== undefined) return JSON.stringify(valueAt(event, inputPath) ?? {});
  if (inputTransformer === undefined) return JSON.stringify(event);
  const { paths, template } = inputTransformer;
  return template.replace(/<([^<>]+)>/g, (_placeholder, name: string, offset: number) => {
    const value = name === 'aws.events.event.json' ? event : (valueAt(event, paths[name] ?? '') ?? '');
    // Inside a quoted string only its text; elsewhere JSON.
    if (!isWithinString(template, offset)) return JSON.stringify(value);
    return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
  });
}

function isWithinString(template: string, offset: number): boolean {
  return (template.slice(0, offset).replaceAll('\\"', '').split('"').length - 1) % 2 === 1;
}

/** `$.detail.items[0].name`; undefined when it leads nowhere. */
function valueAt(event: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = event;
  for (const step of path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .filter((part) => part !== '')) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isJsonObject(value) ? value[step] : undefined;
  }
  return value;
}
