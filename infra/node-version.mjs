/**
 * Refuses an old Node by name before any TypeScript loads. It is JavaScript on purpose: preloaded with `--import`, it runs
 * even where `.ts` files do not.
 */
const REQUIRED_MAJOR = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < REQUIRED_MAJOR) {
  console.error(
    `Node ${process.versions.node} is too old: this project needs Node ${REQUIRED_MAJOR} or later; run it through npm or npx after "npm ci", or install Node ${REQUIRED_MAJOR}`,
  );
  process.exit(1);
}
