import type { GbdtTree } from './gbdt-model.ts';

/** What keeps columns of nodes from being a tree, in words; undefined when nothing does. Linear in the nodes. */
export function findTreeDefect(tree: GbdtTree, features: number): string | undefined {
  const nodes = tree.leftChildren.length;
  if (nodes === 0) return 'a tree has at least its root';
  for (const [name, column] of Object.entries(tree)) {
    if (column.length !== nodes) return `${name} has ${column.length} elements for ${nodes} nodes`;
  }

  const isReached = new Uint8Array(nodes);
  const open = [0];
  let reached = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isReached[node] === 1) return `node ${node} is reached twice: the nodes form a cycle or share a child`;
    isReached[node] = 1;
    reached++;
    const left = tree.leftChildren[node];
    const right = tree.rightChildren[node];
    if (left === -1 && right === -1) {
      if (!Number.isFinite(tree.splitConditions[node])) return `the value of leaf ${node} is not finite`;
      continue;
    }
    if (left < 1 || left >= nodes || right !== left + 1 || right >= nodes) {
      return `node ${node} of ${nodes} has the children ${left} and ${right}; the right one must follow the left`;
    }
    const feature = tree.splitFeatures[node];
    if (feature < 0 || feature >= features) return `node ${node} splits feature ${feature} of ${features}`;
    open.push(right, left);
  }
  return reached === nodes ? undefined : `${nodes - reached} of ${nodes} nodes are unreachable`;
}
