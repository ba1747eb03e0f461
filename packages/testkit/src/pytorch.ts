import { join } from 'node:path'
import { execa } from 'execa'
import { builtOnce } from './built-once.ts'
import { DebianPackages, hasApt, libraryPath } from './debian-packages.ts'
import { pythonEnvironment } from './python-environment.ts'
import { pinnedClients } from './python.ts'

/** A Python with the published `clearml` and PyTorch for processors. */
export interface PyTorch {
  /** The folder of its commands. */
  readonly bin: string
  /** What its processes need to find PyTorch. */
  readonly env: { readonly PYTHONPATH: string; readonly LD_LIBRARY_PATH: string }
}

/** Besides PyTorch, whose build in Debian works with `numpy` 1 alone. */
const besides = ['setuptools==80.9.0', 'numpy==1.26.4', 'tensorboard==2.20.0'] as const

let ready: Promise<PyTorch | string> | undefined

/**
 * PyTorch from Debian, because the wheels for Linux on PyPI have 555 MB and need CUDA's libraries. 125 MB are fetched at the first use on this machine, and
 * unpacked into the cache of the tests. Answers why there is none, where this machine has no apt, or its sources no PyTorch for its Python.
 */
export function pytorch(): Promise<PyTorch | string> {
  ready ??= prepare()
  return ready
}

class NotThere extends Error {}

async function prepare(): Promise<PyTorch | string> {
  if (!(await hasApt())) return 'This machine has no apt, from which PyTorch for processors comes.'
  const bin = await pythonEnvironment([`clearml==${pinnedClients.clearml}`, ...besides])
  const { stdout: python } = await execa(join(bin, 'python'), ['-c', 'import sys; print("python%d.%d" % sys.version_info[:2])'])
  try {
    const root = join(await builtOnce(`pytorch-${python}`, (folder) => fetchTorch(folder, python)), 'root')
    return { bin, env: { PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'), LD_LIBRARY_PATH: libraryPath(root) } }
  } catch (error) {
    if (error instanceof NotThere) return error.message
    throw error
  }
}

async function fetchTorch(folder: string, python: string): Promise<void> {
  const debian = await DebianPackages.fetchLists(folder)
  const needs = await debian.needsOf('python3-torch')
  if (!needs.includes(`${python}:`))
    throw new NotThere(`The sources of this machine's apt have no PyTorch for ${python}: it needs '${needs}'.`)
  const names = new Set(['python3-torch', ...(await debian.missingFor('python3-torch'))])
  await debian.unpack([...names].filter((name) => !isNotNeeded.test(name)))
}

/** Modules of Python come from PyPI; the system's C library fits its loader, and no other does; the rest is for tests of PyTorch. */
const isNotNeeded = /^(python3-(?!torch$)|libpython|libc6$|libc-bin$|libtorch-test$)/
