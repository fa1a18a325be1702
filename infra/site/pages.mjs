// Which pages the site has, and where: of the repository's own Markdown, nothing is written twice.

/** By sections of the side bar: [title, page of the repository, its path on the site]. */
export const ENGLISH = [
  {
    title: "Start",
    pages: [
      ["Try it", "README.md", "index.md"],
      ["Files, results and costs", "docs/files.md", "files.md"],
      ["Larger videos", "docs/larger-videos.md", "larger-videos.md"],
      ["The simulator", "docs/simulator.md", "simulator.md"],
      ["Linux, macOS, Windows", "docs/platforms.md", "platforms.md"],
    ],
  },
  {
    title: "From your program",
    pages: [
      ["HTTP gateway", "docs/gateway.md", "gateway.md"],
      ["Webhooks", "docs/webhooks.md", "webhooks.md"],
      ["Other programs' APIs", "docs/clients.md", "clients.md"],
      ["MiniMax-compatible API", "docs/minimax-door.md", "minimax-door.md"],
      ["OpenAI-compatible API", "docs/openai-door.md", "openai-door.md"],
      ["MCP server", "docs/mcp.md", "mcp.md"],
      ["Producer", "packages/producer/README.md", "packages/producer.md"],
      ["JavaScript client", "packages/client/README.md", "packages/client.md"],
      ["Python client", "clients/python/README.md", "packages/python.md"],
    ],
  },
  {
    title: "Operate",
    pages: [
      ["Operating", "docs/operating.md", "operating.md"],
      ["Runbook", "docs/runbook.md", "runbook.md"],
      ["Lost answers", "docs/lost-answers.md", "lost-answers.md"],
      ["Callbacks", "docs/callbacks.md", "callbacks.md"],
      ["Kubernetes", "docs/kubernetes.md", "kubernetes.md"],
      ["Scale", "docs/scale.md", "scale.md"],
      ["Security", "SECURITY.md", "security.md"],
      ["Changes", "CHANGELOG.md", "changelog.md"],
    ],
  },
  {
    title: "Reference",
    pages: [
      ["Settings", "docs/configuration.md", "configuration.md"],
      ["Commands", "docs/cli.md", "cli.md"],
      ["Failure codes", "docs/failures.md", "failures.md"],
      ["Metrics", "docs/metrics.md", "metrics.md"],
      ["Redis keys", "docs/redis.md", "redis.md"],
      ["Terminology", "packages/contracts/src/terminology.md", "terminology.md"],
    ],
  },
  {
    title: "How it works",
    pages: [
      ["Architecture", "ARCHITECTURE.md", "architecture.md"],
      ["Durability", "docs/durability.md", "durability.md"],
      ["Benchmarks", "docs/benchmarks.md", "benchmarks.md"],
      ["Contributing", "CONTRIBUTING.md", "contributing.md"],
      ["Releasing", "docs/releasing.md", "releasing.md"],
    ],
  },
];

export const CHINESE = [
  {
    title: "开始",
    pages: [
      ["试用，第一个视频", "README.zh.md", "zh/index.md"],
      ["价格和限制", "docs/zh/prices.md", "zh/prices.md"],
      ["文件、结果和费用", "docs/zh/files.md", "zh/files.md"],
      ["批次", "docs/zh/batches.md", "zh/batches.md"],
      ["操作系统", "docs/zh/platforms.md", "zh/platforms.md"],
    ],
  },
  {
    title: "在程序中使用",
    pages: [
      ["HTTP 网关", "docs/zh/gateway.md", "zh/gateway.md"],
      ["现有的程序", "docs/zh/clients.md", "zh/clients.md"],
    ],
  },
  {
    title: "运维",
    pages: [
      ["运维", "docs/zh/operating.md", "zh/operating.md"],
      ["部署", "docs/zh/deploying.md", "zh/deploying.md"],
      ["升级", "docs/zh/upgrading.md", "zh/upgrading.md"],
      ["告警处理", "docs/zh/runbook.md", "zh/runbook.md"],
      ["丢失的回答", "docs/zh/lost-answers.md", "zh/lost-answers.md"],
    ],
  },
  {
    title: "参考",
    pages: [
      ["设置", "docs/zh/configuration.md", "zh/configuration.md"],
      ["命令", "docs/zh/cli.md", "zh/cli.md"],
      ["失败代码", "docs/zh/failures.md", "zh/failures.md"],
    ],
  },
  {
    title: "原理",
    pages: [
      ["工作原理", "docs/zh/how-it-works.md", "zh/how-it-works.md"],
      ["基准测试", "docs/zh/benchmarks.md", "zh/benchmarks.md"],
    ],
  },
];
