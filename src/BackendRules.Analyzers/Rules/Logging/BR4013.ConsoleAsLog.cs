using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4013: a service that writes to the console or the debugger where it has, or could have, a logger.</summary>
public sealed class ConsoleAsLog : Check
{
    internal static readonly Rule Declared = new(
        "BR4013",
        nameof(ConsoleAsLog),
        "Services log with a logger, not with the console",
        "'{0}' in '{1}' has no level, no category and no properties, and nobody can filter or collect it; use {2}",
        Level.Info)
    {
        Profile = ["CR5"],
        Asvs = ["16.2.1", "16.2.4"],
    };

    private static readonly DiagnosticDescriptor s_served = Declared.Saying(Declared.Message, Level.Warning);

    private static readonly Members s_writers = new(
        "System.Console.{Write,WriteLine}", "System.Diagnostics.Debug.{Write,WriteLine}",
        "System.Diagnostics.Trace.{Write,WriteLine,TraceInformation,TraceWarning,TraceError}");

    private static readonly string[] s_loggers = ["Microsoft.Extensions.Logging.ILogger", "Serilog.ILogger", "NLog.ILogger", "NLog.Logger", "log4net.ILog"];

    /// <summary>Types whose job it is to write somewhere.</summary>
    private static readonly string[] s_sinks =
    [
        "Microsoft.Extensions.Logging.ILogger", "Microsoft.Extensions.Logging.ILoggerProvider", "Serilog.Core.ILogEventSink", "NLog.Targets.Target", "log4net.Appender.IAppender",
        "System.IO.TextWriter", "System.Diagnostics.TraceListener", "Microsoft.Extensions.Logging.Console.ConsoleFormatter",
    ];

    public ConsoleAsLog()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch)
    {
        var project = ProjectKind.Of(watch.Compilation, watch.Options, watch.Cancellation);
        var isService = !project.IsExecutable || project.IsWeb || watch.Known.Has("Microsoft.Extensions.Hosting.BackgroundService");
        watch.Operation(OperationKind.Invocation, context =>
        {
            var call = (IInvocationOperation)context.Operation;
            if (call.Arguments.IsEmpty || !s_writers.Contain(Target(call)) || context.ContainingSymbol.ContainingType is not { } type)
                return;
            See(context, call, type, isService);
        });
    }

    /// <summary><c>Console.Error.WriteLine</c> is a call of the writer behind <c>Console.Error</c>.</summary>
    private static ISymbol Target(IInvocationOperation call) =>
        call.TargetMethod.Name is "Write" or "WriteLine" && call.Instance is IPropertyReferenceOperation { Property: { Name: "Error" or "Out", ContainingType: { } console } }
        && console.Is("System.Console")
            ? console.GetMembers(call.TargetMethod.Name).FirstOrDefault() ?? call.TargetMethod
            : call.TargetMethod;

    private static void See(OperationAnalysisContext context, IInvocationOperation call, INamedTypeSymbol type, bool isService)
    {
        var served = ServedCode.Contains(context, call);
        var has = HasLogger(type);
        if (!served && (!isService || !has) || IsOutput(context.ContainingSymbol, type) || EnvironmentGate.Covers(call) || Reads(call))
            return;
        // What is written for a debugger isn't in a release.
        var descriptor = served && call.TargetMethod.ContainingType.Name != "Debug" && !ServedCode.IsHosted(context.ContainingSymbol) ? s_served : Declared.Descriptor;
        context.ReportDiagnostic(Diagnostic.Create(descriptor, call.Syntax.GetLocation(), $"{Owner(call)}.{call.TargetMethod.Name}", type.Name,
            has ? "the logger that is at hand" : "an injected logger"));
    }

    private static string Owner(IInvocationOperation call) =>
        call.Instance is IPropertyReferenceOperation stream ? $"Console.{stream.Property.Name}" : call.TargetMethod.ContainingType.Name;

    private static bool HasLogger(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                var held = member switch
                {
                    IFieldSymbol field => field.Type,
                    IPropertySymbol property => property.Type,
                    _ => null,
                };
                if (held is not null && Array.Exists(s_loggers, name => held.IsOrInherits(name)))
                    return true;
            }

            if (current.InstanceConstructors.Any(static c => c.Parameters.Any(static p => Array.Exists(s_loggers, name => p.Type.IsOrInherits(name)))))
                return true;
        }

        return false;
    }

    /// <summary>What writes to the console because that is what it is for.</summary>
    private static bool IsOutput(ISymbol member, INamedTypeSymbol type)
    {
        if (member is IMethodSymbol { Name: "Main" or "<Main>$", IsStatic: true })
            return true;
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.Name.IndexOf("Console", StringComparison.Ordinal) >= 0 || current.Name.IndexOf("Debug", StringComparison.Ordinal) >= 0
                || Array.Exists(s_sinks, name => current.IsOrInherits(name)))
                return true;
        }

        return false;
    }

    /// <summary>A method that also reads from the console talks with somebody.</summary>
    private static bool Reads(IOperation call)
    {
        foreach (var operation in LocalValues.Root(call).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "ReadLine" or "ReadKey" or "Read", ContainingType.Name: "Console" } })
                return true;
        }

        return false;
    }
}
