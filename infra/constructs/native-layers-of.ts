import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { BuildOutput } from '../build.ts';
import { type NativeLayerName, nativePackageOf } from '../native-layers.ts';

export type NativeLayers = (name: NativeLayerName) => LayerVersion;

/**
 * The layers of native packages, made in each stack that uses them from the same asset: a layer exported across stacks
 * could never be updated while it is in use.
 */
export function nativeLayersOf(stack: Stack, build: BuildOutput): NativeLayers {
  return (name) => {
    const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}Layer`;
    const existing = stack.node.tryFindChild(id);
    if (existing instanceof LayerVersion) return existing;
    return new LayerVersion(stack, id, {
      code: Code.fromAsset(join(build.directory, 'layers', name)),
      compatibleRuntimes: [Runtime.NODEJS_24_X],
      compatibleArchitectures: [lambdaArchitecture(build)],
      description: `${nativePackageOf(name)} for Linux ${build.architecture}`,
    });
  };
}

export function lambdaArchitecture({ architecture }: BuildOutput): Architecture {
  return architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
}
