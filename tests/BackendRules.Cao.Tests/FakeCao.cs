using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace BackendRules.Cao.Tests;

/// <summary>What goes wrong with one request.</summary>
public enum Fault
{
    None,
    DropBefore,
    DropAfter,
    Error500Before,
    Error500After,
    GarbageAfter,
    SuccessFalseAfter,
    Slow,
    Busy,
    Truncate,
    Redirect,
}

/// <summary>An orchestrator on loopback that answers as the real one was seen to.</summary>
public sealed partial class FakeCao : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<InboxRow> rows = [];
    private readonly List<(DateTimeOffset Due, string Receiver, string Sender, string Message)> late = [];
    private readonly Dictionary<long, string> receivers = [];
    private WebApplication? app;

    public ConcurrentDictionary<string, Terminal> Terminals { get; } = new();

    public ConcurrentDictionary<string, string> StepOutputs { get; } = new();

    public ConcurrentBag<string> Requests { get; } = [];

    public ConcurrentBag<string> Targets { get; } = [];

    public Func<HttpRequest, Fault> Next { get; set; } = _ => Fault.None;

    public string? Token { get; set; }

    public bool ReadOnlyToken { get; set; }

    public bool StepOutputFits { get; set; } = true;

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Called for a slow request; it makes the client's patience end.</summary>
    public Func<Task> Stall { get; set; } = () => Task.CompletedTask;

    public TimeSpan CommitsAfter { get; set; } = TimeSpan.Zero;

    public Uri Address { get; private set; } = new("http://127.0.0.1:1/");

    public static async Task<FakeCao> StartAsync()
    {
        var fake = new FakeCao();
        fake.Terminals["aaaa0001"] = new Terminal("aaaa0001", "bbbb0002", "processing");
        fake.Terminals["bbbb0002"] = new Terminal("bbbb0002", null, "idle");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        fake.app = builder.Build();
        fake.app.Use(fake.GuardAsync);
        fake.app.MapGet("/health", () => Results.Json(new { status = "ok" }));
        fake.app.MapGet("/terminals/{id}", fake.GetTerminal);
        fake.app.MapGet("/terminals/{id}/inbox/messages", fake.List);
        fake.app.MapPost("/terminals/{id}/inbox/messages", fake.PostAsync);
        fake.app.MapPost("/workflows/runs/{run}/steps/{step}/output", fake.PostOutputAsync);
        await fake.app.StartAsync();
        fake.Address = new Uri(fake.app.Urls.First());
        return fake;
    }

    /// <summary>What the server does with a message when the receiver is idle, or can't be typed into.</summary>
    public void Mark(long message, string status)
    {
        lock (gate)
        {
            rows[(int)message - 1] = rows[(int)message - 1] with { Status = status };
        }
    }

    public IReadOnlyList<InboxRow> Inbox(string receiver)
    {
        lock (gate)
        {
            CommitLate(all: true);
            return [.. rows.Where(r => receivers[r.Id] == receiver)];
        }
    }

    public void Fill(string receiver, int count, string status)
    {
        for (var i = 0; i < count; i++)
        {
            Commit(receiver, "cao-ops-mcp", $"earlier message {i}", status);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Add($"{context.Request.Method} {context.Request.Path}");
        Targets.Add(context.Request.Path + context.Request.QueryString.Value);
        if (context.Request.Host.Host is not ("127.0.0.1" or "localhost"))
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("Invalid host header");
            return;
        }

        if (context.Request.Headers.Origin.Count > 0)
        {
            context.Response.StatusCode = 403;
            await context.Response.WriteAsJsonAsync(new { detail = "Cross-origin request blocked" });
            return;
        }

        if (Token is not null && context.Request.Path != "/health")
        {
            if (context.Request.Headers.Authorization != "Bearer " + Token)
            {
                context.Response.StatusCode = 401;
                context.Response.Headers.WWWAuthenticate = "Bearer";
                await context.Response.WriteAsJsonAsync(new { detail = "missing bearer token" });
                return;
            }

            if (ReadOnlyToken && context.Request.Method != "GET")
            {
                context.Response.StatusCode = 403;
                await context.Response.WriteAsJsonAsync(new { detail = "Forbidden: requires one of ['cao:write', 'cao:admin']" });
                return;
            }
        }

        var fault = Next(context.Request);
        context.Items["fault"] = fault;
        switch (fault)
        {
            case Fault.DropBefore:
                context.Abort();
                return;
            case Fault.Error500Before:
                await Detail(500, "Failed to create inbox message: database is locked").ExecuteAsync(context);
                return;
            case Fault.Busy:
                context.Response.Headers.RetryAfter = "2";
                await Detail(429, "Too many requests").ExecuteAsync(context);
                return;
            case Fault.Redirect:
                context.Response.Redirect("/health");
                return;
            case Fault.Slow when context.Request.Method == "GET":
                await Stall();
                break;
        }

        await next(context);
    }

    private IResult GetTerminal(string id)
        => !TerminalId().IsMatch(id) ? Detail(422, "id") : Terminals.TryGetValue(id, out var terminal)
            ? Results.Json(new { id, name = "worker", provider = "mock_cli", session_name = "s", caller_id = terminal.CallerId, status = terminal.Status })
            : Detail(404, $"Terminal '{id}' not found");

    private IResult List(string id, int limit = 10, string? status = null)
    {
        if (limit is < 1 or > 100)
        {
            return Detail(422, "limit");
        }

        if (status is not (null or "pending" or "delivered" or "failed"))
        {
            return Detail(400, "status");
        }

        lock (gate)
        {
            CommitLate(all: false);
            return Results.Json(rows.Where(r => receivers[r.Id] == id && (status is null || r.Status == status)).Take(limit)
                .Select(r => new { id = r.Id, sender_id = r.SenderId, receiver_id = id, message = r.Message, status = r.Status, created_at = "2026-11-23T16:14:14.981959" }));
        }
    }

    private async Task PostAsync(HttpContext context, string id)
    {
        string? sender = context.Request.Query["sender_id"];
        string? message = context.Request.Query["message"];
        if (sender is null || message is null || !TerminalId().IsMatch(id))
        {
            // Echoes its input, as the real one does.
            await Results.Json(new { detail = new[] { new { type = "missing", loc = new[] { "query" }, msg = "Field required", input = message } } }, statusCode: 422)
                .ExecuteAsync(context);
            return;
        }

        if (!Terminals.ContainsKey(id))
        {
            await Detail(404, $"Terminal '{id}' not found").ExecuteAsync(context);
            return;
        }

        var fault = (Fault)context.Items["fault"]!;
        if (fault == Fault.Slow)
        {
            lock (gate)
            {
                late.Add((Clock.GetUtcNow() + CommitsAfter, id, sender, message));
            }

            await Stall();
            context.Abort();
            return;
        }

        var number = Commit(id, sender, fault == Fault.Truncate ? message[..(message.Length / 2)] : message, "pending");
        switch (fault)
        {
            case Fault.DropAfter:
                context.Abort();
                break;
            case Fault.Error500After:
                await Detail(500, "Failed to create inbox message: " + message).ExecuteAsync(context);
                break;
            case Fault.GarbageAfter:
                await context.Response.WriteAsync("<html>");
                break;
            case Fault.SuccessFalseAfter:
                await Results.Json(new { success = false }).ExecuteAsync(context);
                break;
            default:
                await Results.Json(new { success = true, message_id = number, sender_id = sender, receiver_id = id, created_at = "2026-11-23T16:14:14.981959" })
                    .ExecuteAsync(context);
                break;
        }
    }

    private async Task PostOutputAsync(HttpContext context, string run, string step)
    {
        using var reader = new StreamReader(context.Request.Body);
        StepOutputs[$"{run}/{step}"] = await reader.ReadToEndAsync();
        if ((Fault)context.Items["fault"]! == Fault.DropAfter)
        {
            context.Abort();
            return;
        }

        await Results.Json(new { validated = StepOutputFits, errors = StepOutputFits ? Array.Empty<string>() : ["'verdict' is missing"], state = "completed" })
            .ExecuteAsync(context);
    }

    private long Commit(string receiver, string sender, string message, string status)
    {
        lock (gate)
        {
            var id = rows.Count + 1;
            rows.Add(new InboxRow(id, sender, message, status));
            receivers[id] = receiver;
            return id;
        }
    }

    private void CommitLate(bool all)
    {
        var now = Clock.GetUtcNow();
        foreach (var entry in late.Where(l => all || l.Due <= now).ToList())
        {
            late.Remove(entry);
            Commit(entry.Receiver, entry.Sender, entry.Message, "pending");
        }
    }

    private static IResult Detail(int status, string detail) => Results.Json(new { detail }, statusCode: status);

    [GeneratedRegex("^[a-f0-9]{8}$")]
    private static partial Regex TerminalId();
}
