import type { Row } from '../row.ts';

/** What shows between HTTP clients and servers, and on streams. */
export const http: readonly Row[] = [
  {
    id: 'socket-hang-up',
    from: { proof: 'errors-client', of: 'ended without an answer' },
    happened: {
      en: 'The server ended the connection before it answered. Often it is a kept connection that the server closed just when you used it again; else a restart or a crash.',
      zh: '服务器还没回答就断开了连接。常见的是：复用 keep-alive 连接时，服务器刚好把它关了；否则就是重启或崩溃。',
    },
    todo: {
      en: 'Try requests that may run twice again; the server must keep idle connections longer than the client or proxy does ([`keepAliveTimeout`, 5 s](https://nodejs.org/api/http.html#serverkeepalivetimeout)).',
      zh: '可重复执行的请求重试一次；服务器保持空闲连接的时间要比客户端或代理长（[`keepAliveTimeout` 默认 5 秒](https://nodejs.org/api/http.html#serverkeepalivetimeout)）。',
    },
    explained: [
      'http-limits#reused-socket',
      'production#graceful-shutdown',
      'cluster#rolling-restart',
    ],
    also: 'Error: socket hang up ECONNRESET axios keep-alive 502 连接被重置',
  },
  {
    id: 'read-econnreset',
    from: { proof: 'errors-client', of: 'reset without an answer' },
    happened: {
      en: 'The other side has reset the connection: it was ended with data unread, by `SIGKILL`, by a load balancer.',
      zh: '对面重置了连接：数据没读完就被关闭、进程被 SIGKILL，或负载均衡器断开。',
    },
    todo: {
      en: "On a server: listen to `'error'` on each raw socket and go on. On a client: as for “socket hang up”.",
      zh: "服务器端：每个裸 socket 都监听 `'error'`，继续运行。客户端：和 “socket hang up” 一样处理。",
    },
    explained: ['production#error-handling', 'cluster#shutdown'],
    also: 'read ECONNRESET connection reset by peer 连接被对端重置',
  },
  {
    id: 'econnrefused',
    from: { proof: 'errors-client', of: 'nobody listens' },
    happened: {
      en: 'Nobody listens at this address: not started yet, ended, or inside another container, where `127.0.0.1` is another machine.',
      zh: '这个地址没人监听：还没启动、已经结束，或在另一个容器里——那里的 `127.0.0.1` 是另一台机器。',
    },
    todo: {
      en: 'Use the name of the service; wait for its health check instead of a time.',
      zh: '用服务名访问；等健康检查，不要等固定时间。',
    },
    explained: ['cluster#health', 'production#two-hosts-proxy'],
    also: 'connect ECONNREFUSED 127.0.0.1:3000 connection refused 连接被拒绝 redis 6379',
  },
  {
    id: 'aggregate-econnrefused',
    from: { proof: 'errors-two-addresses' },
    happened: {
      en: '`localhost` has two addresses, and nobody listens at either. The message is empty; the reasons are in `error.errors`.',
      zh: '`localhost` 有两个地址，两个都没人监听。报错文字是空的，原因在 `error.errors` 里。',
    },
    todo: {
      en: 'Log `error.errors`; let client and server say the same address.',
      zh: '日志里打印 `error.errors`；客户端和服务器写同一个地址。',
    },
    explained: 'production#error-handling',
    also: 'AggregateError [ECONNREFUSED] internalConnectMultiple localhost ::1 127.0.0.1 IPv6',
  },
  {
    id: 'response-aborted',
    from: { proof: 'errors-client', of: 'ended within the answer' },
    happened: {
      en: 'The connection ended in the middle of the answer.',
      zh: '应答发到一半，连接断了。',
    },
    todo: {
      en: 'Throw the half away: use `pipeline()`, and write to another name before you rename.',
      zh: '丢掉那半份：用 `pipeline()`，先写临时名再改名。',
    },
    explained: 'production#graceful-shutdown',
    also: 'Error: aborted ECONNRESET response 下载中断',
  },
  {
    id: 'hpe-invalid-constant',
    from: { proof: 'errors-client', of: 'an answer that is no HTTP' },
    happened: {
      en: 'What answered speaks another protocol: Redis, TLS, SSH; or the answer before had a wrong length.',
      zh: '对面说的不是 HTTP：Redis、TLS、SSH；或前一个应答的长度写错了。',
    },
    todo: {
      en: 'Check the port, and `http` against `https`.',
      zh: '检查端口，以及 `http` 还是 `https`。',
    },
    explained: 'production#error-handling',
    also: 'Parse Error: Expected HTTP/ HPE_INVALID_CONSTANT',
  },
  {
    id: 'fetch-failed',
    from: { proof: 'errors-fetch', of: 'nobody listens' },
    happened: {
      en: '`fetch` says only that it failed; the reason stands in `error.cause`.',
      zh: '`fetch` 只说失败；原因在 `error.cause` 里。',
    },
    todo: { en: 'Log `error.cause`.', zh: '日志里带上 `error.cause`。' },
    explained: 'production#error-handling',
    also: 'TypeError: fetch failed undici cause ECONNREFUSED',
  },
  {
    id: 'fetch-other-side-closed',
    from: { proof: 'errors-fetch', of: 'the connection ends' },
    happened: {
      en: 'The server ended the connection before it answered: the “socket hang up” of `fetch`.',
      zh: '服务器没回答就断开了连接：`fetch` 版的 “socket hang up”。',
    },
    todo: {
      en: 'Try again what may run twice; look whether the server was restarted.',
      zh: '可重复执行的请求重试；看服务器是不是重启了。',
    },
    explained: [
      'http-limits#reused-socket',
      'production#graceful-shutdown',
      'cluster#rolling-restart',
    ],
    also: 'SocketError: other side closed UND_ERR_SOCKET fetch failed terminated',
  },
  {
    id: 'fetch-timeout',
    from: { proof: 'errors-fetch', of: 'it takes too long' },
    happened: {
      en: '`AbortSignal.timeout()` has passed. The server goes on working on the request.',
      zh: '`AbortSignal.timeout()` 到时。服务器那边还在继续处理。',
    },
    todo: {
      en: "Let the server notice it: `request.on('close')`, and stop the work.",
      zh: "让服务器知道：监听 `request` 的 `'close'`，停掉工作。",
    },
    explained: ['production#error-handling', 'child-process#exec-promise'],
    also: 'TimeoutError The operation was aborted due to timeout 23 fetch 超时',
  },
  {
    id: 'fetch-aborted',
    from: { proof: 'errors-fetch', of: 'aborted' },
    happened: { en: 'The request was cancelled by its signal.', zh: '请求被它的 signal 取消。' },
    todo: {
      en: "Tell it from failure: `error.name === 'AbortError'`.",
      zh: "和失败区分开：`error.name === 'AbortError'`。",
    },
    explained: 'child-process#exec-promise',
    also: 'AbortError This operation was aborted ABORT_ERR',
  },
  {
    id: 'http-abort-timeout',
    from: { proof: 'errors-client-timeout', of: 'signal' },
    happened: {
      en: 'A request of `node:http` was aborted by its signal. `timeout` alone only tells you: the request goes on until you destroy it.',
      zh: '`node:http` 的请求被 signal 中止。单独的 `timeout` 只会通知你：不 destroy 的话请求照样继续。',
    },
    todo: {
      en: "`request.on('timeout', () => request.destroy(new Error('…')))`, or a signal.",
      zh: "`request.on('timeout', () => request.destroy(new Error('…')))`，或用 signal。",
    },
    explained: 'production#error-handling',
    also: 'AbortError ABORT_ERR http request timeout',
  },
  {
    id: 'etimedout',
    from: {
      documented: 'https://nodejs.org/api/errors.html#common-system-errors',
      text: 'Error: connect ETIMEDOUT 203.0.113.7:443',
    },
    happened: {
      en: 'Nothing came back at all: a firewall drops the packets, or the machine is gone. Linux tries for [about two minutes](https://man7.org/linux/man-pages/man7/tcp.7.html).',
      zh: '完全没有回音：防火墙丢包，或机器没了。Linux 会尝试[约两分钟](https://man7.org/linux/man-pages/man7/tcp.7.html)。',
    },
    todo: { en: 'Give every connection a limit of your own.', zh: '每个连接都自己设时限。' },
    explained: 'production#error-handling',
    also: 'connect ETIMEDOUT connection timed out read ETIMEDOUT 连接超时',
  },
  {
    id: 'enotfound',
    from: {
      documented: 'https://nodejs.org/api/errors.html#common-system-errors',
      text: 'Error: getaddrinfo ENOTFOUND api.example',
    },
    happened: {
      en: 'The name has no address. `http://` inside of a host name is a common reason.',
      zh: '域名解析不到地址。把 `http://` 写进主机名是常见原因。',
    },
    todo: {
      en: 'Print the host that you pass; in containers, use the name of the service.',
      zh: '打印实际传入的主机名；容器之间用服务名。',
    },
    explained: 'overview#threadpool',
    also: 'getaddrinfo ENOTFOUND dns 域名解析失败',
  },
  {
    id: 'eai-again',
    from: {
      documented: 'https://nodejs.org/api/dns.html#implementation-considerations',
      text: 'Error: getaddrinfo EAI_AGAIN api.example',
    },
    happened: {
      en: 'The name server did not answer. Lookups take threads of the threadpool, so slow ones delay files and cryptography as well.',
      zh: 'DNS 服务器没有回答。解析要占线程池的线程，慢的解析还会拖慢文件和加密操作。',
    },
    todo: {
      en: 'Try again with a pause; keep connections alive so that there are fewer lookups.',
      zh: '间隔重试；保持长连接以减少解析。',
    },
    explained: ['overview#threadpool', 'interview/threadpool'],
    also: 'EAI_AGAIN temporary failure in name resolution dns docker',
  },
  {
    id: 'http-write-epipe',
    from: { proof: 'errors-stdin', of: 'it did not read' },
    symptom: { en: '`write EPIPE` in the log of a server', zh: '服务器日志里的 `write EPIPE`' },
    happened: {
      en: 'The client has closed the connection while the server still wrote to it.',
      zh: '客户端已经关了连接，服务器还在写。',
    },
    todo: {
      en: "Not a bug of yours: listen to `'error'` on the response or the socket, stop the work at `'close'`.",
      zh: "这不是你的 bug：在 response 或 socket 上监听 `'error'`，遇到 `'close'` 就停掉工作。",
    },
    explained: ['production#error-handling', 'interview/epipe'],
    also: 'Error: write EPIPE http server client closed broken pipe',
  },
  {
    id: 'http-headers-sent',
    from: { proof: 'errors-response', of: 'a header after the head' },
    happened: {
      en: 'The request was answered twice: a missing `return`, a callback that runs twice, an error handler after the answer.',
      zh: '同一个请求答了两次：少了 `return`、回调执行了两次、已经应答后又进了错误处理。',
    },
    todo: {
      en: 'Ask `response.headersSent` in the error handler, and `return` after each answer.',
      zh: '错误处理里先看 `response.headersSent`；每次应答后 `return`。',
    },
    explained: ['production#error-handling', 'fork#fork-http'],
    also: 'ERR_HTTP_HEADERS_SENT Cannot set headers after they are sent to the client express',
  },
  {
    id: 'http-write-head-twice',
    from: { proof: 'errors-response', of: 'writeHead() twice' },
    happened: {
      en: 'The request was answered twice, here by `writeHead()`: often a time limit that answers after the result did.',
      zh: '同一个请求答了两次，这里出在 `writeHead()`：常见的是结果已经发出，超时处理又答了一次。',
    },
    todo: { en: 'Clear the timer where you answer.', zh: '应答时清掉定时器。' },
    explained: ['fork#fork-http', 'production#error-handling'],
    also: 'ERR_HTTP_HEADERS_SENT Cannot write headers after they are sent',
  },
  {
    id: 'http-write-after-end',
    from: { proof: 'errors-response', of: 'write() after end()' },
    happened: {
      en: "The body was written to after `end()`. It comes as an `'error'` event on the response, and without a listener nobody sees it.",
      zh: "`end()` 之后还在写正文。它以 response 的 `'error'` 事件出现，没有监听器就看不到。",
    },
    todo: {
      en: 'Look for a stream that is still piped into the response.',
      zh: '看有没有流还在往 response 里 pipe。',
    },
    explained: 'production#error-handling',
    also: 'ERR_STREAM_WRITE_AFTER_END write after end response',
  },
  {
    id: 'http-invalid-char',
    from: { proof: 'errors-response', of: 'a line end in a header' },
    happened: {
      en: 'A header has a character that may not be there: a line end, or Chinese text.',
      zh: '响应头里有不允许的字符：换行或中文。',
    },
    todo: {
      en: "`encodeURIComponent()`; for file names `filename*=UTF-8''…`.",
      zh: "`encodeURIComponent()`；文件名用 `filename*=UTF-8''…`。",
    },
    explained: 'production#error-handling',
    also: 'ERR_INVALID_CHAR Invalid character in header content Location Content-Disposition 中文文件名',
  },
  {
    id: 'http-header-value',
    from: { proof: 'errors-response', of: 'undefined for a header' },
    happened: { en: 'A header was set to undefined.', zh: '响应头的值是 undefined。' },
    todo: { en: 'Set it only where there is a value.', zh: '有值时才设置。' },
    explained: 'production#error-handling',
    also: 'ERR_HTTP_INVALID_HEADER_VALUE Invalid value "undefined" for header',
  },
  {
    id: 'http-chunk-type',
    from: { proof: 'errors-response', of: 'an object for the body' },
    happened: { en: 'An object was given as the body.', zh: '把对象当成正文传了进去。' },
    todo: {
      en: '`JSON.stringify()`; what comes from a thread as a `Uint8Array` is fine as it is.',
      zh: '`JSON.stringify()`；线程发来的 `Uint8Array` 可以直接用。',
    },
    explained: 'worker-pool#http',
    also: 'ERR_INVALID_ARG_TYPE The "chunk" argument must be of type string or an instance of Buffer or Uint8Array',
  },
  {
    id: 'http-status-code',
    from: { proof: 'errors-response', of: 'a status that is none' },
    happened: {
      en: 'The status is no number from 100 to 999: often the `code` of an error, which is a text.',
      zh: '状态码不是 100 到 999 的数字：常见的是用了 error 的 `code`，那是字符串。',
    },
    todo: {
      en: '`error.status ?? 500`; an error from another thread may have lost its `status`.',
      zh: '`error.status ?? 500`；从别的线程来的错误可能丢了 `status`。',
    },
    explained: ['worker-threads#errors', 'production#error-handling'],
    also: 'ERR_HTTP_INVALID_STATUS_CODE Invalid status code',
  },
  {
    id: 'http-content-length',
    from: { proof: 'errors-response', of: 'more than Content-Length' },
    happened: {
      en: 'The body is longer or shorter than the header says: characters were counted, not bytes.',
      zh: '正文长度和头里写的不一致：数的是字符，不是字节。',
    },
    todo: {
      en: '`Buffer.byteLength(text)`, or leave the header out.',
      zh: '`Buffer.byteLength(text)`，或者不写这个头。',
    },
    explained: 'ipc#stdio',
    also: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
  },
  {
    id: 'hpe-invalid-method',
    from: { proof: 'errors-client-error', of: 'no method' },
    happened: {
      en: 'What came is no HTTP: a scanner, or a browser that speaks TLS to a plain port.',
      zh: '收到的不是 HTTP：扫描器，或浏览器用 TLS 连了明文端口。',
    },
    todo: {
      en: "Answer 400 in `'clientError'` and go on; it says nothing about your program.",
      zh: "在 `'clientError'` 里回 400，继续运行；这和你的程序无关。",
    },
    explained: 'production#error-handling',
    also: 'Parse Error: Invalid method encountered HPE_INVALID_METHOD clientError',
  },
  {
    id: 'hpe-header-overflow',
    from: { proof: 'errors-client-error', of: 'a head of 20 kB' },
    happened: {
      en: 'The head of the request is longer than [16 KiB](https://nodejs.org/api/cli.html#--max-http-header-sizesize); the client gets 431. Cookies grow until then.',
      zh: '请求头超过 [16 KiB](https://nodejs.org/api/cli.html#--max-http-header-sizesize)；客户端得到 431。通常是 cookie 越来越大。',
    },
    todo: {
      en: 'Keep the session on the server; `maxHeaderSize` only puts it off.',
      zh: '把会话存到服务器端；`maxHeaderSize` 只是推迟问题。',
    },
    explained: 'cluster-state#sessions',
    also: 'HPE_HEADER_OVERFLOW Header overflow 431 Request Header Fields Too Large cookie',
  },
  {
    id: 'hpe-invalid-header-token',
    from: { proof: 'errors-client-error', of: 'a space in a header' },
    happened: {
      en: 'A header has a character that HTTP does not allow.',
      zh: '请求头里有 HTTP 不允许的字符。',
    },
    todo: {
      en: 'Mend the client; `insecureHTTPParser` opens a hole.',
      zh: '改客户端；`insecureHTTPParser` 会开安全漏洞。',
    },
    explained: 'production#error-handling',
    also: 'HPE_INVALID_HEADER_TOKEN Invalid header value char',
  },
  {
    id: 'hpe-unexpected-content-length',
    from: { proof: 'errors-client-error', of: 'two lengths' },
    happened: {
      en: 'Two lengths in one head: a broken client or an attack by request smuggling.',
      zh: '一个请求头里有两个长度：客户端有错，或请求走私攻击。',
    },
    todo: { en: 'Leave it refused.', zh: '保持拒绝。' },
    explained: 'production#two-hosts-proxy',
    also: 'HPE_UNEXPECTED_CONTENT_LENGTH Duplicate Content-Length',
  },
  {
    id: 'http-request-timeout',
    from: { proof: 'errors-client-error', of: 'half a head' },
    happened: {
      en: 'The client did not send its head or its request in time (`headersTimeout`, `requestTimeout`), and gets 408.',
      zh: '客户端没有按时发完请求头或请求（`headersTimeout`、`requestTimeout`），得到 408。',
    },
    todo: {
      en: 'Right as it is. Raise `requestTimeout` where uploads take longer than five minutes.',
      zh: '这是正常的保护。上传超过五分钟时才调高 `requestTimeout`。',
    },
    explained: ['http-limits#timeouts', 'production#graceful-shutdown'],
    also: 'ERR_HTTP_REQUEST_TIMEOUT Request timeout 408',
  },
  {
    id: 'connect-eaddrnotavail',
    from: { proof: 'errors-ports-out' },
    happened: {
      en: 'No local port is left for a connection to this address: each that your side closed first waits a minute in TIME_WAIT. A load test or a client without keep-alive does that.',
      zh: '连这个地址的本地端口用光了：由你这边先关的连接要在 TIME_WAIT 里待一分钟。压测，或没开 keep-alive 的客户端，就会这样。',
    },
    todo: {
      en: 'Use one `new Agent({ keepAlive: true })` for all requests; `ss -tan state time-wait | wc -l` counts what waits.',
      zh: '所有请求共用一个 `new Agent({ keepAlive: true })`；`ss -tan state time-wait | wc -l` 数一数有多少在等。',
    },
    explained: 'http-limits#ports',
    also: 'connect EADDRNOTAVAIL TIME_WAIT ephemeral ports exhausted port exhaustion load test 端口耗尽 压测',
  },
  {
    id: 'http2-goaway',
    from: { proof: 'errors-http2-goaway' },
    happened: {
      en: 'The server has said GOAWAY on this HTTP/2 session: it finishes what is under way and takes nothing new. A deployment, mostly.',
      zh: '服务器在这个 HTTP/2 会话上发了 GOAWAY：手上的做完，不接新的。多半是在部署。',
    },
    todo: {
      en: "At `'goaway'` take the session out of your pool; send the request on a new one. It was not sent yet, so this is safe.",
      zh: "收到 `'goaway'` 就把会话移出连接池，换新会话发。请求还没发出去，重发是安全的。",
    },
    explained: 'http-limits#long-lived',
    also: 'ERR_HTTP2_GOAWAY_SESSION New streams cannot be created after receiving a GOAWAY http2 grpc',
  },
  {
    id: 'request-never-cut',
    from: { proof: 'http-which-limit', of: 'waits for its answer' },
    symptom: {
      en: 'A request hangs for ever, and no time-out of the server cuts it',
      zh: '一个请求一直挂着，服务器的哪个时限都不断开它',
    },
    happened: {
      en: 'The handler never answers. `headersTimeout` and `requestTimeout` end when the request has arrived; `server.timeout` would cut it, and is 0.',
      zh: '处理函数一直不应答。请求收完，`headersTimeout` 和 `requestTimeout` 就结束了；能断开它的是 `server.timeout`，默认是 0。',
    },
    todo: {
      en: 'A limit for the work inside (`AbortSignal.timeout()`), and `server.timeout` as a net below.',
      zh: '给里面的活设时限（`AbortSignal.timeout()`），再用 `server.timeout` 兜底。',
    },
    explained: ['http-limits#timeouts', 'interview/http-timeouts'],
    also: 'request hangs pending server timeout requestTimeout does not work handler slow 请求卡住 超时不生效',
  },
  {
    id: 'order-runs-twice',
    from: { proof: 'retry-runs-twice' },
    symptom: {
      en: 'An order is placed twice after `ECONNRESET`',
      zh: '`ECONNRESET` 之后，同一个订单下了两次',
    },
    happened: {
      en: 'A client or a library has sent the request again. The server had worked on it before the connection ended.',
      zh: '客户端或某个库把请求重发了；而服务器在连接断开之前已经处理过。',
    },
    todo: {
      en: 'Retry what may run twice; give everything else an idempotency key that the server checks.',
      zh: '只重试可以执行两次的；其余的带上幂等键，由服务器检查。',
    },
    explained: 'http-limits#retry',
    also: 'retry POST twice duplicate idempotency reusedSocket 重复下单 幂等 重试',
  },
  {
    id: 'stream-premature-close',
    from: { proof: 'errors-stream', of: 'the source is destroyed' },
    happened: {
      en: 'A stream was closed before its end: the client went away, the child was killed.',
      zh: '流没到结尾就关闭了：客户端走了，或子进程被杀。',
    },
    todo: {
      en: 'Catch it from `pipeline()`; what was written so far is not whole.',
      zh: '在 `pipeline()` 上捕获；已经写出的内容不完整。',
    },
    explained: ['child-process#pipelines', 'child-process#log-analysis'],
    also: 'ERR_STREAM_PREMATURE_CLOSE Premature close',
  },
  {
    id: 'stream-destroyed',
    from: { proof: 'errors-stream', of: 'write() after destroy()' },
    happened: {
      en: 'A stream was written to after it had been destroyed.',
      zh: '流已经 destroy 了还在写。',
    },
    todo: {
      en: 'Ask `stream.writable` before a late write; let `pipeline()` do the writing.',
      zh: '晚到的写入先看 `stream.writable`；或交给 `pipeline()`。',
    },
    explained: 'child-process#backpressure',
    also: 'ERR_STREAM_DESTROYED Cannot call write after a stream was destroyed',
  },
  {
    id: 'stream-push-after-eof',
    from: { proof: 'errors-stream', of: 'push() after the end' },
    happened: {
      en: 'A source pushed data after it had said that it was at its end.',
      zh: '数据源已经宣布结束，又 push 了数据。',
    },
    todo: { en: 'Push `null` last, once.', zh: '最后 push 一次 `null`，只一次。' },
    explained: 'child-process#pipes',
    also: 'ERR_STREAM_PUSH_AFTER_EOF stream.push() after EOF',
  },
  {
    id: 'stream-null',
    from: { proof: 'errors-stream', of: 'null' },
    happened: {
      en: '`null` was written to a stream; it means the end, and only when reading.',
      zh: '往流里写了 `null`；它表示结束，而且只用于读取侧。',
    },
    todo: { en: 'Call `end()`.', zh: '调用 `end()`。' },
    explained: 'child-process#pipes',
    also: 'ERR_STREAM_NULL_VALUES May not write null values to stream',
  },
  {
    id: 'stream-chunk-type',
    from: { proof: 'errors-stream', of: 'an object' },
    happened: { en: 'A stream of bytes got an object.', zh: '字节流里写了对象。' },
    todo: {
      en: 'Write a line of JSON, or use `objectMode`.',
      zh: '写成一行 JSON，或用 `objectMode`。',
    },
    explained: 'ipc#stdio',
    also: 'ERR_INVALID_ARG_TYPE chunk must be of type string or an instance of Buffer',
  },
  {
    id: 'ssl-wrong-version',
    from: { proof: 'errors-https-to-http' },
    happened: {
      en: '`https` was spoken to a server that speaks plain `http`: the proxy in front ends TLS, not your process.',
      zh: '用 `https` 去连只讲 `http` 的服务器：TLS 在前面的代理那里结束，不在你的进程里。',
    },
    todo: {
      en: 'Use `http` inside; read the protocol from `X-Forwarded-Proto`.',
      zh: '内部用 `http`；协议看 `X-Forwarded-Proto`。',
    },
    explained: 'production#two-hosts-proxy',
    also: 'ERR_SSL_WRONG_VERSION_NUMBER EPROTO wrong version number SSL routines',
  },
];
