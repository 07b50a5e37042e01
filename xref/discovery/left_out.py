"""Which folders and files are left out by their names alone: dependencies, build output, minified scripts."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

_SCRIPTS = (".js", ".mjs", ".cjs", ".jsx", ".d.ts", ".d.mts", ".d.cts")
_MINIFIED = (".min.js", ".min.mjs", ".min.cjs")
_DEPENDENCIES = frozenset({"node_modules", "bower_components", "jspm_packages", ".yarn", ".pnpm-store"})
_VERSION_CONTROL = frozenset({".git", ".hg", ".svn", ".jj"})
_BUILD_OUTPUT = frozenset(
    {
        ".angular",
        ".astro",
        ".cache",
        ".docusaurus",
        ".expo",
        ".next",
        ".netlify",
        ".nuxt",
        ".nyc_output",
        ".open-next",
        ".output",
        ".parcel-cache",
        ".serverless",
        ".svelte-kit",
        ".turbo",
        ".vercel",
        ".vinxi",
        ".wrangler",
        "storybook-static",
    }
)
_PERHAPS_OUTPUT = frozenset({"build", "coverage", "dist", "out"})
"""Words that name source folders too: output only beside one of the manifests, else their scripts alone are left out."""
_MANIFESTS = frozenset(
    {"package.json", "deno.json", "tsconfig.json", "wrangler.toml", "wrangler.json", "wrangler.jsonc", ".git"}
)


def is_version_control(name: str) -> bool:
    """Whether a folder is a version control system's own, which is not worth a mention."""
    return name in _VERSION_CONTROL


def is_perhaps_output(name: str) -> bool:
    """Whether a folder's name is one that source folders and build output share; scripts in it are taken for output."""
    return name in _PERHAPS_OUTPUT


def reason_to_leave_folder(name: str, siblings: AbstractSet[str], is_top: bool) -> str | None:
    """Why a folder is not entered, None when it is. ``siblings`` are the names beside it, ``is_top``: it lies in the root."""
    if name in _DEPENDENCIES:
        return "dependencies"
    if name in _BUILD_OUTPUT or (name in _PERHAPS_OUTPUT and (is_top or not _MANIFESTS.isdisjoint(siblings))):
        return "build output"
    return None


def reason_to_leave_file(name: str, scripts: bool) -> str | None:
    """Why a file is not read, None when it is. ``scripts`` says whether JavaScript can be source in its folder."""
    if name.endswith(_MINIFIED):
        return "minified"
    return "build output" if not scripts and name.endswith(_SCRIPTS) else None
