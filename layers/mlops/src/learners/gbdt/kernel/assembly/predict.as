// A node: threshold f32; byte offset of its feature u32; left child u32, bytes from the tree's root, with bit 0 set where
// missing values go left; value of a leaf f32. The right child follows the left one. A leaf is its own right child, and no
// value is below its threshold, so that every row may take as many steps as the tree is deep.

// @ts-ignore: decorator
@inline
function step(tree: usize, node: usize, row: usize): usize {
  const at = tree + node;
  const x = load<f32>(row + <usize>load<u32>(at, 4));
  const next = <usize>load<u32>(at, 8);
  const goesLeft = i32(x < load<f32>(at)) | (i32(x != x) & (<i32>next & 1));
  return (next & ~15) + (<usize>(goesLeft ^ 1) << 4);
}

// @ts-ignore: decorator
@inline
function addValue(margins: usize, tree: usize, node: usize): void {
  store<f32>(margins, load<f32>(margins) + load<f32>(tree + node, 12));
}

/**
 * Adds the leaf of one tree to the margin of each row of a block. Eight rows go down side by side: each step of one waits for
 * the one before it, but not for those of the others.
 *
 * @param values - f32 of the block by feature; a feature's offset is in the nodes. Rows are a multiple of 8.
 */
export function addTreeToBlock(tree: usize, depth: i32, values: usize, rows: i32, margins: usize): void {
  const end = values + (<usize>rows << 2);
  for (; values < end; values += 32, margins += 32) {
    let a: usize = 0;
    let b: usize = 0;
    let c: usize = 0;
    let d: usize = 0;
    let e: usize = 0;
    let f: usize = 0;
    let g: usize = 0;
    let h: usize = 0;
    for (let level = 0; level < depth; level++) {
      a = step(tree, a, values);
      b = step(tree, b, values + 4);
      c = step(tree, c, values + 8);
      d = step(tree, d, values + 12);
      e = step(tree, e, values + 16);
      f = step(tree, f, values + 20);
      g = step(tree, g, values + 24);
      h = step(tree, h, values + 28);
    }
    addValue(margins, tree, a);
    addValue(margins + 4, tree, b);
    addValue(margins + 8, tree, c);
    addValue(margins + 12, tree, d);
    addValue(margins + 16, tree, e);
    addValue(margins + 20, tree, f);
    addValue(margins + 24, tree, g);
    addValue(margins + 28, tree, h);
  }
}

/** One tree of a forest. */
@unmanaged
class ForestTree {
  nodes: usize;
  depth: i32;
  /** f32 of the output that it adds to, of the block. */
  margins: usize;
}

const TREE_BYTES: usize = 16;

/** Adds all trees, in their order. */
export function addForestToBlock(trees: usize, count: i32, values: usize, rows: i32): void {
  const end = trees + <usize>count * TREE_BYTES;
  for (let p = trees; p < end; p += TREE_BYTES) {
    const tree = changetype<ForestTree>(p);
    addTreeToBlock(tree.nodes, tree.depth, values, rows, tree.margins);
  }
}
