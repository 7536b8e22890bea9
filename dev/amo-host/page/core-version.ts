import type { AppSources } from './app';

/**
 * amoCRM's build reloads the document when it sees a release: a new back-end at any answer, a new front-end when the
 * answer is that of a navigation; never during a call.
 */
export function watchCoreVersion(sources: AppSources, isNavigation: (url: string) => boolean): void {
  const { frontend, backend } = sources.boot.coreVersion;
  $(document).on('ajaxComplete', (_event, xhr: JQueryXHR, options: JQueryAjaxSettings) => {
    const url = options.url ?? '';
    // Answers of other origins carry no such header.
    const isOwn = new URL(url, location.href).origin === location.origin;
    if (!isOwn || sources.calling) return;
    const seen = (name: string): string | null => xhr.getResponseHeader(name);
    const isNewBack = (seen('X-Core-Version-Backend') ?? backend) !== backend;
    const isNewFront = (seen('X-Core-Version') ?? frontend) !== frontend;
    if (isNewBack || (isNewFront && isNavigation(url))) location.href = document.URL;
  });
}
