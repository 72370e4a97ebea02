/** A link as the site's own words name it; its address is below the base. */
export interface Link {
  text: string;
  link: string;
}

/** A topic with the pages that go on with it. */
export interface TopicLink extends Link {
  parts: Link[];
}

/** A place for a component, with its properties as the page knows them. */
export interface Island {
  name: 'filter' | 'practice' | 'sheet';
  props: Record<string, unknown>;
}

/** A snippet beside a page of its topic. */
export interface SnippetLink {
  id: string;
  summary: string;
}

/** What the theme says and where it leads, in one language. */
export interface SiteTheme {
  words: {
    skip: string;
    site: string;
    topics: string;
    menu: string;
    search: string;
    appearance: string;
    repository: string;
    outline: string;
    snippets: string;
    previous: string;
    next: string;
    neighbours: string;
    lastChanged: string;
    edit: string;
    asText: string;
    copyText: string;
    report: string;
    done: string;
    progress: string;
  };
  /** The other language, and its name in itself. */
  other: { lang: string; name: string; prefix: string };
  nav: Link[];
  topics: TopicLink[];
  allSnippets: Link;
  /** Where a reader sees what they are done with. */
  progress: string;
  /** The source, where the build knows it. */
  repository?: string;
  /** The state of the source that was built, where the build knows it. */
  commit?: string;
}

/** What a page says of itself, beside what VitePress reads from it. */
export interface PageFrontMatter {
  /** The page as it is shown; a theme puts it in its place as it is. */
  html: string;
  /** A component of the page, where `html` says so. */
  island?: Island;
  layout?: 'page';
  sidebar?: false;
  pageClass?: string;
  /** Styles that few pages need, by the name that ../publish/client.ts gives them. */
  styles?: string;
  editLink?: false;
  lastUpdated?: false;
  lastChanged?: string;
  prev?: Link | false;
  next?: Link | false;
  snippets?: SnippetLink[];
  /** By which a reader is done with the page; absent where there is nothing to be done with. */
  doneAs?: string;
  /** How much its words count in the search, 1 for most; absent where search should not know the page. */
  searchWeight?: number;
}
