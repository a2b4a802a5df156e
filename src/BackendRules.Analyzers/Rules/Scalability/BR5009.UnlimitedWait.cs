using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR5009: a call to another system that may wait for ever.</summary>
public sealed class UnlimitedWait : Check
{
    internal static readonly Rule Declared = new(
        "BR5009",
        nameof(UnlimitedWait),
        "Calls to other systems end after a time",
        "'{0}' lets a call wait for ever, and requests pile up behind a system that hangs; give it a limit",
        Level.Warning)
    {
        Profile = ["CR4"],
        Cwe = [1088, 400],
        Owasp = ["API4"],
        Asvs = ["16.5.2"],
        AtEnd = true,
    };

    /// <summary>The property that says how the fix limits: a span, seconds, milliseconds or a deadline.</summary>
    internal const string Unit = "unit";

    private static readonly DiagnosticDescriptor s_grpc = Declared.Saying("'{0}' is called without a deadline, so a server that hangs holds this request for ever; pass 'deadline'", Level.Info);

    private static readonly Members s_contextPropagation = new("Microsoft.Extensions.DependencyInjection.GrpcClientServiceExtensions.EnableCallContextPropagation");

    private static readonly Regex s_setting = new(@"(?<=^|;)\s*((?:(?:Default )?Command|Connect|Connection)? ?Timeout\s*=\s*0)\s*(?=;|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex s_server = new(@"(?:^|;)\s*(?:Server|Host|Data Source|Address)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public UnlimitedWait()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.SimpleAssignment, Assigned);
        watch.Operation(OperationKind.Argument, Passed);
        if (watch.Known.Has("System.Data.Common.DbConnection"))
            watch.Operation(OperationKind.Literal, Text);
        if (!watch.Known.Has("Grpc.Core.ClientBase`1"))
            return;
        var calls = new ConcurrentBag<IInvocationOperation>();
        var propagates = new ConcurrentBag<bool>();
        var reach = RequestReach.Of(watch.Compilation, watch.Cancellation);
        watch.Call(s_contextPropagation, (_, _) => propagates.Add(true));
        watch.Operation(OperationKind.Invocation, context =>
        {
            var call = (IInvocationOperation)context.Operation;
            if (IsEndless(call) && reach.Contains(call, context.ContainingSymbol))
                calls.Add(call);
        });
        watch.End(context =>
        {
            if (!propagates.IsEmpty)
                return;
            foreach (var call in calls)
                context.ReportDiagnostic(Diagnostic.Create(s_grpc, call.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Unit, "deadline"), call.TargetMethod.Name));
        });
    }

    private static void Assigned(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: { Name: "Timeout" or "CommandTimeout" or "SyncTimeout" or "AsyncTimeout" or "ConnectTimeout" or "ServerSelectionTimeout" or "WaitQueueTimeout" or "DefaultCommandTimeout" or "ConnectionTimeout" } property })
            return;
        var unit = property.Name switch
        {
            "Timeout" when IsClient(property.ContainingType) && IsInfinite(assignment.Value) => "span",
            "ConnectTimeout" or "ServerSelectionTimeout" or "WaitQueueTimeout" when property.ContainingType.Is("MongoDB.Driver.MongoClientSettings") && IsInfinite(assignment.Value) => "span",
            "CommandTimeout" or "DefaultCommandTimeout" or "ConnectTimeout" or "ConnectionTimeout" or "Timeout" when IsZero(assignment.Value) && IsConnectionText(property.ContainingType) => "seconds",
            "CommandTimeout" when IsZero(assignment.Value) && (property.ContainingType.IsOrInherits("System.Data.Common.DbCommand") || property.ContainingType.Is("System.Data.IDbCommand")) => "seconds",
            "SyncTimeout" or "AsyncTimeout" or "ConnectTimeout" when property.ContainingType.Is("StackExchange.Redis.ConfigurationOptions") && assignment.Value.ConstantValue is { HasValue: true, Value: int.MaxValue } => "milliseconds",
            _ => null,
        };
        if (unit == "span" && (IsLimitedBeside(assignment.Syntax) || IsEndedByToken(assignment)))
            return;
        if (unit is not null && !IsUpkeep(context.ContainingSymbol) && !EnvironmentGate.Covers(assignment))
            context.ReportDiagnostic(Declared.At(assignment.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Unit, unit), $"{property.Name} = {assignment.Value.Syntax}"));
    }

    private static void Passed(OperationAnalysisContext context)
    {
        var argument = (IArgumentOperation)context.Operation;
        if (argument.IsImplicit || argument.Parameter is not { Name: "commandTimeout" or "timeout" } parameter || !IsZero(argument.Value)
            || parameter.ContainingSymbol is not IMethodSymbol { ContainingType: { } type } method)
            return;
        var isData = type.Is("Dapper.SqlMapper") || type.Is("Dapper.CommandDefinition") || method.Name is "SetCommandTimeout" or "CommandTimeout" && type.ContainingNamespace?.ToDisplayString().StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) == true;
        if (isData && !IsUpkeep(context.ContainingSymbol) && !EnvironmentGate.Covers(argument))
            context.ReportDiagnostic(Declared.At(argument.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Unit, "seconds"), $"{method.Name}({argument.Syntax})"));
    }

    /// <summary>A client whose handler limits each attempt and the whole is told to wait for that.</summary>
    private static bool IsLimitedBeside(SyntaxNode assignment)
    {
        for (var node = assignment.Parent; node is not null and not MemberDeclarationSyntax; node = node.Parent)
        {
            if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AddStandardResilienceHandler" or "AddResilienceHandler" or "AddStandardHedgingHandler" or "AddPolicyHandler" } })
                return true;
        }

        return false;
    }

    private static bool IsClient(INamedTypeSymbol type) => type.Is("System.Net.Http.HttpClient") || type.Is("RestSharp.RestClientOptions") || type.Is("RestSharp.RestRequest");

    /// <summary>Files of Sqlite are opened, not connected to.</summary>
    private static bool IsConnectionText(INamedTypeSymbol type) => type.IsOrInherits("System.Data.Common.DbConnectionStringBuilder") && type.ContainingNamespace?.Name != "Sqlite";

    /// <summary>The method makes a token that ends after a time, as one does who wants a limit for each call.</summary>
    private static bool IsEndedByToken(IOperation assignment) => LocalValues.Root(assignment).Descendants().Any(static inner => inner switch
    {
        IInvocationOperation { TargetMethod: { Name: "CancelAfter", ContainingType: var type } } => type.Is("System.Threading.CancellationTokenSource"),
        IObjectCreationOperation { Arguments.Length: > 0, Type: var type } => type.Is("System.Threading.CancellationTokenSource"),
        _ => false,
    });

    private static void Text(OperationAnalysisContext context)
    {
        var literal = (ILiteralOperation)context.Operation;
        if (literal.ConstantValue is { HasValue: true, Value: string { Length: > 12 } text } && text.IndexOf("imeout", StringComparison.OrdinalIgnoreCase) > 0 && s_setting.Match(text) is { Success: true } match && s_server.IsMatch(text)
            && !IsUpkeep(context.ContainingSymbol) && !EnvironmentGate.Covers(literal))
            context.ReportDiagnostic(Declared.At(literal.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Unit, "text"), match.Groups[1].Value));
    }

    private static bool IsInfinite(IOperation value) => LocalValues.Bare(value) switch
    {
        IObjectCreationOperation { Type: var type, Arguments: [.. var zeros, { Value.ConstantValue: { HasValue: true, Value: -1 } }] } => type.Is("System.TimeSpan") && zeros.All(static zero => zero.Value.ConstantValue is { HasValue: true, Value: 0 }),
        IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan" or "MaxValue" } } => true,
        IInvocationOperation { TargetMethod: { Name: "FromMilliseconds", ContainingType.Name: "TimeSpan" }, Arguments: [var first, ..] } => first.Value.ConstantValue is { HasValue: true, Value: -1 or -1L or -1d },
        _ => false,
    };

    private static bool IsZero(IOperation value) => LocalValues.Bare(value).ConstantValue is { HasValue: true, Value: 0 };

    /// <summary>Migrations, imports and upkeep take as long as they take, and nobody waits for them.</summary>
    private static bool IsUpkeep(ISymbol container)
    {
        for (var symbol = container; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.Name.Contains("Migrat") || symbol.Name.Contains("Maintenance") || symbol.Name.Contains("Import") || symbol.Name.Contains("Backup") || symbol.Name.Contains("Seed"))
                return true;
        }

        return false;
    }

    /// <summary>A unary call of a generated client that has neither a deadline nor options nor a token that ends it.</summary>
    private static bool IsEndless(IInvocationOperation call) =>
        call.TargetMethod is { Parameters.Length: > 1 } method && method.ContainingType.BaseType is { Name: "ClientBase" } && method.Parameters.Any(static parameter => parameter.Name == "deadline")
        && !call.Arguments.Any(static argument => !argument.IsImplicit && argument.Parameter?.Name is "deadline" or "cancellationToken" && !argument.IsImplicit);
}
