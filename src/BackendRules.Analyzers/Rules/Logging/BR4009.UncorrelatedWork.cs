using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4009: work beside requests whose log entries nothing ties together.</summary>
public sealed class UncorrelatedWork : Check
{
    internal static readonly Rule Declared = new(
        "BR4009",
        nameof(UncorrelatedWork),
        "What is logged for one piece of work can be found together",
        "{0}; {1}",
        Level.Info)
    {
        Profile = ["CR5"],
        Asvs = ["16.2.1", "16.2.4"],
        AtEnd = true,
    };

    internal const string Flaw = "flaw";

    /// <summary>What gives the entries of one round something in common.</summary>
    private static readonly string[] s_scopes =
        ["BeginScope", "PushProperty", "PushProperties", "PushNestedState", "StartActivity", "CreateActivity", "ForContext", "WithProperty", "SetScoped", "Push", "PushScopeProperty", "ExtractContext"];

    /// <summary>What takes one message out of a queue.</summary>
    private static readonly string[] s_receivers =
        ["Consume", "ReadAsync", "ReadAllAsync", "DequeueAsync", "ReceiveAsync", "ReceiveMessageAsync", "ReceiveMessagesAsync", "Dequeue", "TryDequeue", "TryRead", "TakeAsync", "Take", "ListLeftPopAsync", "ListRightPopAsync", "NextAsync", "GetNextAsync", "PopAsync", "PollAsync"];

    private static readonly Members s_pushes = new("Serilog.Context.LogContext.{PushProperty,Push}", "Microsoft.AspNetCore.Builder.SerilogApplicationBuilderExtensions.UseSerilogRequestLogging");

    private static readonly Members s_reads = new(
        "Serilog.Configuration.LoggerEnrichmentConfiguration.FromLogContext", "Serilog.Configuration.LoggerSettingsConfiguration.{Settings,KeyValuePairs}", "Serilog.ConfigurationLoggerConfigurationExtensions.Configuration",
        "Serilog.AppSettingsLoggerConfigurationExtensions.AppSettings");

    public UncorrelatedWork()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.Loop, static context => SeeLoop(context, (ILoopOperation)context.Operation));
        if (watch.Known.Has("Serilog.Context.LogContext"))
            SeeConfiguration(watch);
    }

    private static void SeeLoop(OperationAnalysisContext context, ILoopOperation loop)
    {
        if (!ServedCode.IsHosted(context.ContainingSymbol) || IsNested(loop) || loop is IForLoopOperation { Condition: not null } || loop is IForEachLoopOperation { IsAsynchronous: false })
            return;
        var logs = 0;
        var receives = loop is IForEachLoopOperation;
        foreach (var operation in loop.Descendants())
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (operation is IObjectCreationOperation { Type: { } made } && made.Is("System.Diagnostics.Activity"))
                return;
            if (operation is not IInvocationOperation call)
                continue;
            if (Array.IndexOf(s_scopes, call.TargetMethod.Name) >= 0)
                return;
            receives |= Array.IndexOf(s_receivers, call.TargetMethod.Name) >= 0;
            if (LogCall.Of(call) is not null && !InCatch(call, loop))
                logs++;
        }

        // One entry a round needs nothing that ties it to others.
        if (logs > 1 || logs == 1 && receives)
        {
            Report(context.ReportDiagnostic, loop.Syntax.GetFirstToken().GetLocation(), "loop",
                receives ? "What this loop logs of one message can't be told from what it logs of another" : "What this loop logs of one round can't be told from another round",
                "open a scope or an activity in each round");
        }
    }

    private static bool InCatch(IOperation call, ILoopOperation loop)
    {
        for (var parent = call.Parent; parent is not null && parent != loop; parent = parent.Parent)
        {
            if (parent is ICatchClauseOperation)
                return true;
        }

        return false;
    }

    private static bool IsNested(IOperation loop)
    {
        for (var parent = loop.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation or IAnonymousFunctionOperation)
                return true;
        }

        return false;
    }

    /// <summary>Properties are pushed, and no configuration takes them up.</summary>
    private static void SeeConfiguration(Watch watch)
    {
        var configurations = new ConcurrentBag<Location>();
        var pushes = 0;
        var reads = 0;
        watch.Call(s_pushes, (_, _) => Interlocked.Increment(ref pushes));
        watch.Call(s_reads, (_, _) => Interlocked.Increment(ref reads));
        watch.Creation(new Members("Serilog.LoggerConfiguration.new"), (context, creation) =>
        {
            if (!ProjectKind.Of(context.Compilation, context.Options, context.CancellationToken).IsTest)
                configurations.Add(creation.Syntax.GetLocation());
        });
        watch.End(context =>
        {
            if (pushes == 0 || reads > 0)
                return;
            foreach (var location in configurations.OrderBy(static location => location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(static location => location.SourceSpan.Start))
            {
                Report(context.ReportDiagnostic, location, "enricher", "Properties that are pushed onto the log context reach no entry, for this configuration doesn't read the context",
                    "add Enrich.FromLogContext()");
            }
        });
    }

    private static void Report(Action<Diagnostic> report, Location location, string flaw, string what, string wayOut) =>
        report(Declared.At(location, ImmutableDictionary<string, string?>.Empty.Add(Flaw, flaw), what, wayOut));
}
