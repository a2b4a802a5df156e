using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4010: a logging scope that never ends, or that holds values which no provider reads.</summary>
public sealed class MisusedScope : Check
{
    internal static readonly Rule Declared = new(
        "BR4010",
        nameof(MisusedScope),
        "Logging scopes end where their work ends, and hold named values",
        "{0}; {1}",
        Level.Warning)
    {
        Profile = ["CR5"],
        Asvs = ["16.2.1"],
    };

    internal const string Flaw = "flaw";

    private static readonly Members s_openers = new(
        "Microsoft.Extensions.Logging.ILogger.BeginScope", "Microsoft.Extensions.Logging.LoggerExtensions.BeginScope",
        "Serilog.Context.LogContext.{PushProperty,Push}",
        "NLog.ScopeContext.{PushProperty,PushProperties,PushNestedState,PushNestedStateProperties}", "NLog.ILoggerExtensions.{PushScopeProperty,PushScopeProperties,PushScopeNested}",
        "NLog.Logger.{PushScopeProperty,PushScopeProperties,PushScopeNested}", "NLog.MappedDiagnosticsLogicalContext.SetScoped", "NLog.MappedDiagnosticsContext.SetScoped",
        "NLog.NestedDiagnosticsLogicalContext.{Push,PushObject}", "NLog.NestedDiagnosticsContext.{Push,PushObject}",
        "log4net.Util.ThreadContextStack.Push", "log4net.Util.LogicalThreadContextStack.Push");

    public MisusedScope()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch) => watch.Call(s_openers, static (context, call) =>
    {
        if (call.TargetMethod.Name == "BeginScope" && Dropped(call) is var (flaw, what, wayOut))
            Report(context, call.Arguments[0].Value.Syntax.GetLocation(), flaw, what, wayOut);
        if (IsLeft(call) && !LivesAsLongAsTheProcess(context.ContainingSymbol) && !IsPopped(call, context.CancellationToken))
        {
            Report(context, call.Syntax.GetLocation(), "left", $"The scope that '{call.TargetMethod.Name}' opens is never closed, so its values stick to whatever is logged next",
                "put it into a 'using'");
        }
    });

    /// <summary>A state of which providers see only the text.</summary>
    private static (string Flaw, string What, string WayOut)? Dropped(IInvocationOperation call)
    {
        if (call.Arguments.Length != 1 || !call.TargetMethod.ContainingType.IsOrInherits("Microsoft.Extensions.Logging.ILogger"))
            return null;
        var state = LocalValues.Bare(call.Arguments[0].Value);
        if (state is IAnonymousObjectCreationOperation || state.Type is { IsAnonymousType: true })
            return ("anonymous", "Providers keep only the text of an anonymous object, so its members are no properties of what is logged", "pass a Dictionary<string, object>");
        // A text that is put together is BR4001's.
        return Pair(state.Type) is { } value
            ? ("pairs", $"Providers read scopes as pairs of string and object, and pairs of string and {value.Name} are only text to them", "make it a Dictionary<string, object>")
            : null;
    }

    /// <summary>The value type of a sequence of pairs that providers don't recognise; null when they do, or when it is none.</summary>
    private static ITypeSymbol? Pair(ITypeSymbol? type)
    {
        if (type is null)
            return null;
        ITypeSymbol? other = null;
        foreach (var contract in type is INamedTypeSymbol { TypeKind: TypeKind.Interface } self ? type.AllInterfaces.Add(self) : type.AllInterfaces)
        {
            if (contract.OriginalDefinition.SpecialType != SpecialType.System_Collections_Generic_IEnumerable_T || contract.TypeArguments[0] is not INamedTypeSymbol pair
                || !pair.Is("System.Collections.Generic.KeyValuePair`2") || pair.TypeArguments[0].SpecialType != SpecialType.System_String)
                continue;
            if (pair.TypeArguments[1].SpecialType == SpecialType.System_Object)
                return null;
            other = pair.TypeArguments[1].TypeKind == TypeKind.TypeParameter ? null : pair.TypeArguments[1];
        }

        return other;
    }

    /// <summary>Whether nobody keeps what would close the scope.</summary>
    private static bool IsLeft(IInvocationOperation call)
    {
        IOperation value = call;
        while (value.Parent is IConversionOperation or IParenthesizedOperation || value.Parent is IConditionalAccessOperation access && access.WhenNotNull == value)
            value = value.Parent;
        return value.Parent switch
        {
            IExpressionStatementOperation => true,
            ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation } => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsForgotten(declarator),
            _ => false,
        };
    }

    /// <summary>A local without <c>using</c> that is never mentioned again.</summary>
    private static bool IsForgotten(IVariableDeclaratorOperation declarator)
    {
        for (IOperation? parent = declarator.Parent; parent is not null and not IBlockOperation; parent = parent.Parent)
        {
            if (parent is IUsingOperation or IUsingDeclarationOperation)
                return false;
        }

        foreach (var operation in LocalValues.Root(declarator).Descendants())
        {
            if (operation is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, declarator.Symbol))
                return false;
        }

        return true;
    }

    /// <summary>What an entry point opens holds for all that the process logs.</summary>
    private static bool LivesAsLongAsTheProcess(ISymbol member) => member is IMethodSymbol { Name: "Main" or "<Main>$", IsStatic: true };

    /// <summary>Stacks of log4net and NLog can also be closed by <c>Pop</c> or <c>Clear</c>.</summary>
    private static bool IsPopped(IInvocationOperation call, CancellationToken cancellation)
    {
        if (call.TargetMethod.Name is not ("Push" or "PushObject" or "SetScoped") || call.TargetMethod.ContainingType.Is("Serilog.Context.LogContext"))
            return false;
        foreach (var operation in LocalValues.Root(call).Descendants())
        {
            cancellation.ThrowIfCancellationRequested();
            if (operation is IInvocationOperation { TargetMethod: { Name: "Pop" or "PopObject" or "Clear" or "Remove" } closer }
                && (SymbolEqualityComparer.Default.Equals(closer.ContainingType, call.TargetMethod.ContainingType) || closer.ContainingType.Name.StartsWith("ThreadContext", StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    private static void Report(OperationAnalysisContext context, Location location, string flaw, string what, string wayOut) =>
        context.ReportDiagnostic(Declared.At(location, ImmutableDictionary<string, string?>.Empty.Add(Flaw, flaw), what, wayOut));
}
