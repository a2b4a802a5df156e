using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace BackendRules.Cao.Tests;

/// <summary>A worker terminal with its outbox, a clock that the test moves, and the orchestrator.</summary>
public sealed class World : IAsyncDisposable
{
    private readonly List<CaoClient> clients = [];
    private readonly bool owner;
    private readonly string worker;
    private readonly string supervisor;

    private World(FakeCao cao, string folder, bool owner = true, string worker = "aaaa0001", string supervisor = "bbbb0002")
    {
        Cao = cao;
        (this.owner, this.worker, this.supervisor) = (owner, worker, supervisor);
        Outbox = new Outbox(folder);
        cao.Clock = Clock;
    }

    public FakeCao Cao { get; }

    public Outbox Outbox { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2025, 1, 15, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Whether nobody listens.</summary>
    public bool Down { get; set; }

    /// <summary>Runs before and after each request; it throws to die there.</summary>
    public Action<HttpRequestMessage, bool> Around { get; set; } = (_, _) => { };

    public static async Task<World> StartAsync() => new(await FakeCao.StartAsync(), Directory.CreateTempSubdirectory("outbox").FullName);

    /// <summary>A worker and a supervisor of their own at an orchestrator that others use as well.</summary>
    public static World Join(FakeCao cao, string worker)
    {
        var supervisor = "c" + worker[1..];
        cao.Terminals[worker] = new Terminal(worker, supervisor, "processing");
        cao.Terminals[supervisor] = new Terminal(supervisor, null, "idle");
        return new World(cao, Directory.CreateTempSubdirectory("outbox").FullName, owner: false, worker, supervisor);
    }

    /// <summary>A process: what it knows is what lies on disk.</summary>
    public Courier Process(Action<Dictionary<string, string>>? configure = null, string? host = null, int seed = 1)
    {
        var client = Client(configure, host);
        return new Courier(client, Outbox, Clock, new Random(seed), (pause, _) =>
        {
            Clock.Advance(pause);
            return Task.CompletedTask;
        });
    }

    public CaoClient Client(Action<Dictionary<string, string>>? configure = null, string? host = null)
    {
        var variables = new Dictionary<string, string>
        {
            ["CAO_API_HOST"] = host ?? "127.0.0.1",
            ["CAO_API_PORT"] = Cao.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["CAO_TERMINAL_ID"] = worker,
        };
        configure?.Invoke(variables);
        var plain = CaoClient.PlainHandler((endpoint, cancellation) =>
            Down ? throw new SocketException((int)SocketError.ConnectionRefused) : CaoClient.Connect(endpoint, cancellation));
        var client = new CaoClient(CaoSettings.Read(variables.GetValueOrDefault), Clock, new Switch(this) { InnerHandler = plain });
        clients.Add(client);
        return client;
    }

    public IReadOnlyList<string> Messages => [.. Cao.Inbox(supervisor).Select(r => r.Message!)];

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(c => c.Dispose());
        if (owner)
        {
            await Cao.DisposeAsync();
        }

        Directory.Delete(Outbox.Folder, recursive: true);
    }

    public static DeliveryRequest Report(string id = "rep_1", string verdict = "compatible") => new(new ReportSummary(id, "Shop.slnx", verdict)
    {
        Parts = [new ReportPart("endpoints", "changes", [new("added", 2), new("removed", 0)]), new ReportPart("schema", "none", [])],
        Rules = [new RuleCount("BR1001", 2)],
        Files = ["/var/lib/reports/rep_1.md"],
    });

    private sealed class Switch(World world) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            world.Around(request, false);
            var response = await base.SendAsync(request, cancellationToken);
            world.Around(request, true);
            return response;
        }
    }
}

/// <summary>The process is gone: nobody catches this.</summary>
public sealed class KilledException : Exception;
