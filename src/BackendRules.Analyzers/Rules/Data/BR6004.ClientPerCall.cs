using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6004: a client with a connection pool of its own, created for one call; or pooling switched off.</summary>
public sealed class ClientPerCall : Check
{
    internal static readonly Rule Declared = new(
        "BR6004",
        nameof(ClientPerCall),
        "Clients that pool connections are created once",
        "'{0}' opens new connections for every call; {1}",
        Level.Warning)
    {
        Profile = ["DB6", "CR4"],
        Cwe = [1072],
        Owasp = ["API4"],
        AtEnd = true,
    };

    /// <summary>The property that carries the metadata name of the type to inject.</summary>
    internal const string Inject = "inject";

    private static readonly DiagnosticDescriptor s_unpooled =
        Declared.Saying("'{0}' makes every open call connect anew; remove it, since pooled connections are reset when they are reused");

    private static readonly DiagnosticDescriptor s_shared =
        Declared.Saying("'{0}' is one connection for all requests, and connections aren't thread-safe; open one for each unit of work, since the provider pools them");

    public ClientPerCall()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        var constructed = new ConcurrentBag<(INamedTypeSymbol Owner, Diagnostic Finding)>();
        watch.Creation(PooledClient.Creations, (context, creation) =>
        {
            if (!BorrowsHandler(creation))
                See(context, creation, creation.Constructor!.ContainingType, constructed);
        });
        watch.Call(PooledClient.Factories, (context, call) => See(context, call, call.TargetMethod.ContainingType, constructed));
        var registrations = Registrations.Of(watch);
        watch.End(context =>
        {
            foreach (var (owner, finding) in constructed)
            {
                if (IsShortLived(owner, registrations.Read()))
                    context.ReportDiagnostic(finding);
            }
        });
        if (!watch.Known.Has("System.Data.Common.DbConnection"))
            return;
        watch.Operation(OperationKind.Literal, Unpooled);
        watch.Operation(OperationKind.SimpleAssignment, UnpooledBuilder);
        watch.Symbol(SymbolKind.Field, Shared);
    }

    private static void See(OperationAnalysisContext context, IOperation creation, INamedTypeSymbol type, ConcurrentBag<(INamedTypeSymbol Owner, Diagnostic Finding)> constructed)
    {
        if (PooledClient.Of(type) is not { } client)
            return;
        var perCall = RunsPerRequest(context, creation) && (!ClientHome.Keeps(creation, context.ContainingSymbol) || IsFieldOfEntry(context, creation));
        if (!perCall && !IsPartOfInstance(context.ContainingSymbol, creation))
            return;
        var shown = creation is IInvocationOperation call ? $"{type.Name}.{call.TargetMethod.Name}" : $"new {type.Name}";
        var properties = client.Inject.Length == 0 ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(Inject, client.Inject);
        var finding = Declared.At(creation.Syntax.GetLocation(), properties, shown, client.WayOut);
        if (perCall)
            context.ReportDiagnostic(finding);
        else
            constructed.Add((context.ContainingSymbol.ContainingType, finding));
    }

    /// <summary>What a constructor or an initializer makes lives as long as the instance.</summary>
    private static bool IsPartOfInstance(ISymbol member, IOperation creation)
    {
        if (member is not (IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } or IMethodSymbol { MethodKind: MethodKind.Constructor }))
            return false;
        for (var current = creation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ICoalesceAssignmentOperation or ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field.IsStatic: true } })
                return false;
        }

        return true;
    }

    /// <summary>The container makes one for each request or each use.</summary>
    private static bool IsShortLived(INamedTypeSymbol owner, RegistrationSet registrations)
    {
        var found = registrations.All.Where(one => SymbolEqualityComparer.Default.Equals((one.Implementation ?? one.Service).OriginalDefinition, owner.OriginalDefinition)).ToArray();
        return found.Length > 0 && Array.TrueForAll(found, static one => one is { Lifetime: not Lifetime.Singleton, IsHosted: false, IsInstance: false });
    }

    private static bool RunsPerRequest(OperationAnalysisContext context, IOperation creation) =>
        RequestReach.Of(context.Compilation, context.CancellationToken).Contains(creation, context.ContainingSymbol) || IsFieldOfEntry(context, creation);

    /// <summary>Controllers, pages and hubs are constructed for each request, and with them what their fields hold.</summary>
    private static bool IsFieldOfEntry(OperationAnalysisContext context, IOperation creation)
    {
        var member = context.ContainingSymbol;
        if (member is not (IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } or IMethodSymbol { MethodKind: MethodKind.Constructor }))
            return false;
        return EntryPoints.Kind(member.ContainingType) is EntryKind.Action or EntryKind.Page or EntryKind.Hub;
    }

    /// <summary>A client over somebody else's handler, which it doesn't dispose, pools nothing of its own.</summary>
    private static bool BorrowsHandler(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter?.Name == "disposeHandler" && argument.Value.ConstantValue is { HasValue: true, Value: false })
                return true;
        }

        return creation.Arguments.Length > 0 && creation.Arguments[0].Parameter?.Type.IsOrInherits("System.Net.Http.HttpMessageHandler") == true && LocalValues.Resolve(creation.Arguments[0].Value) is IFieldReferenceOperation or IInvocationOperation { TargetMethod.Name: "CreateHandler" };
    }

    private static void Unpooled(OperationAnalysisContext context)
    {
        var literal = (ILiteralOperation)context.Operation;
        if (literal.ConstantValue is not { HasValue: true, Value: string { Length: > 12 } text } || PoolingSetting.In(text) is not { } setting || EnvironmentGate.Covers(literal))
            return;
        // Files of Sqlite are opened, not connected to.
        if (text.IndexOf("Data Source", StringComparison.OrdinalIgnoreCase) >= 0 && text.IndexOf("Initial Catalog", StringComparison.OrdinalIgnoreCase) < 0 && text.IndexOf("Server", StringComparison.OrdinalIgnoreCase) < 0)
            return;
        context.ReportDiagnostic(Diagnostic.Create(s_unpooled, literal.Syntax.GetLocation(), text.Substring(setting.Start, setting.Length).Trim(' ', ';')));
    }

    private static void UnpooledBuilder(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation { Property: { Name: "Pooling", ContainingType: { } type } } && assignment.Value.ConstantValue is { HasValue: true, Value: false }
            && type.IsOrInherits("System.Data.Common.DbConnectionStringBuilder") && type.ContainingNamespace?.Name != "Sqlite" && !EnvironmentGate.Covers(assignment))
            context.ReportDiagnostic(Diagnostic.Create(s_unpooled, assignment.Syntax.GetLocation(), "Pooling = false"));
    }

    private static void Shared(SymbolAnalysisContext context)
    {
        var field = (IFieldSymbol)context.Symbol;
        if (field is not { IsStatic: true, IsConst: false, IsImplicitlyDeclared: false } || field.Type.ContainingNamespace?.Name == "Sqlite" || field.HasAttribute("System.ThreadStaticAttribute"))
            return;
        if (field.Type.IsOrInherits("System.Data.IDbConnection") && field.Locations.Length > 0)
            context.ReportDiagnostic(Diagnostic.Create(s_shared, field.Locations[0], field.Name));
    }
}
