using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR3004: a failure that the caller is told about with a 200.</summary>
public sealed class FailureAsSuccess : Check
{
    internal static readonly Rule Declared = new(
        "BR3004",
        nameof(FailureAsSuccess),
        "A failure is reported with a status code that says so",
        "'{0}' answers a failure with a success status, so clients, caches and monitors take it for success; return a problem with its status code",
        Level.Warning)
    {
        Profile = ["CR2", "AD3"],
        Cwe = [393],
        Owasp = ["API8"],
    };

    /// <summary>The property that says which local may be null.</summary>
    internal const string Missing = "missing";

    private static readonly DiagnosticDescriptor s_missing = Declared.Saying("'{0}' may be null, and the caller gets an empty success; answer with 'NotFound' when nothing is found", Level.Info);

    private static readonly DiagnosticDescriptor s_script = Declared.Saying("'{0}' answers a failure with a success status, so monitors and retries take it for success; set the status, which scripts see as well as the flag", Level.Info);

    private static readonly Members s_success = new(
        "Microsoft.AspNetCore.Mvc.ControllerBase.Ok", "Microsoft.AspNetCore.Mvc.Controller.Json", "Microsoft.AspNetCore.Http.Results.{Ok,Json}", "Microsoft.AspNetCore.Http.TypedResults.{Ok,Json}");

    private static readonly string[] s_flags = ["success", "succeeded", "issuccess", "ok", "issuccessful", "successful"];
    private static readonly string[] s_errors = ["error", "errormessage", "exception"];
    private static readonly string[] s_words = ["fail", "error", "could not", "couldn't", "unable", "wrong"];
    private static readonly string[] s_searches = ["FirstOrDefaultAsync", "SingleOrDefaultAsync", "FindAsync", "FirstOrDefault", "SingleOrDefault", "Find"];

    public FailureAsSuccess()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Http.HttpContext");

    public override void Start(Watch watch) => watch.Call(s_success, See);

    private static void See(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (HasStatus(call) || call.Parent is IConditionalOperation or ICoalesceOperation && !InCatch(call, out _))
            return;
        var value = call.Arguments.FirstOrDefault(static argument => argument.ArgumentKind == ArgumentKind.Explicit)?.Value;
        if (InCatch(call, out var caught))
        {
            if (!SetsStatus(caught) && (IsBroad(caught.ExceptionType) && Answers(call) || value is not null && (SaysFailure(value) || SaysSo(value) || Mentions(value, caught))))
                context.ReportDiagnostic(Diagnostic.Create(IsForOwnPages(context, call) ? s_script : Declared.Descriptor, call.Syntax.GetLocation(), call.TargetMethod.Name));
            return;
        }

        if (value is null)
            return;
        if (SaysFailure(value))
        {
            if (!SetsStatus(LocalValues.Function(call)) && !IsForOwnPages(context, call))
                context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.Name));
        }
        else if (call.TargetMethod.Name == "Ok" && LocalValues.Bare(value) is ILocalReferenceOperation local && IsSearched(local) && !IsTested(local))
            context.ReportDiagnostic(Diagnostic.Create(s_missing, call.Syntax.GetLocation(), System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty.Add(Missing, local.Local.Name), local.Local.Name));
    }

    /// <summary>JSON of a controller with views goes to scripts of the same application, which look at the flag.</summary>
    private static bool IsForOwnPages(OperationAnalysisContext context, IInvocationOperation call) =>
        call.TargetMethod.ContainingType.Is("Microsoft.AspNetCore.Mvc.Controller") && context.ContainingSymbol?.ContainingType is { } type && !EntryPoints.IsApiController(type);

    private static bool HasStatus(IInvocationOperation call) =>
        call.Arguments.Any(static argument => argument.Parameter?.Name == "statusCode" && argument.ArgumentKind == ArgumentKind.Explicit && argument.Value.ConstantValue is not { HasValue: true, Value: null });

    /// <summary>The result is what the function gives back.</summary>
    private static bool Answers(IInvocationOperation call)
    {
        for (var parent = call.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IReturnOperation)
                return true;
            if (parent is not (IConversionOperation or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "FromResult" } } or IInvocationOperation { TargetMethod.Name: "FromResult" } or IAwaitOperation or IObjectCreationOperation))
                return false;
        }

        return false;
    }

    private static bool InCatch(IOperation operation, out ICatchClauseOperation clause)
    {
        for (var current = operation.Parent; current is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); current = current.Parent)
        {
            if (current is ICatchClauseOperation caught)
            {
                clause = caught;
                return true;
            }
        }

        clause = null!;
        return false;
    }

    /// <summary><c>Response.StatusCode = 500</c> beside it.</summary>
    private static bool SetsStatus(IOperation around) => around.Descendants().Any(static operation =>
        operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "StatusCode" } } set
        && set.Value.ConstantValue is not { HasValue: true, Value: >= 200 and < 300 });

    private static bool IsBroad(ITypeSymbol? type) => type is null || type.SpecialType == SpecialType.System_Object || type.Is("System.Exception") || type.Is("System.SystemException");

    private static bool Mentions(IOperation value, ICatchClauseOperation clause) =>
        value.DescendantsAndSelf().Any(operation => operation is ILocalReferenceOperation local && clause.Locals.Contains(local.Local, SymbolEqualityComparer.Default));

    /// <summary>An object whose flag of success is false, or that holds an error and nothing else.</summary>
    private static bool SaysFailure(IOperation value)
    {
        var resolved = LocalValues.Bare(value);
        var members = resolved switch
        {
            IAnonymousObjectCreationOperation anonymous => anonymous.Initializers,
            IObjectCreationOperation { Initializer: { } initializer } => initializer.Initializers,
            _ => System.Collections.Immutable.ImmutableArray<IOperation>.Empty,
        };
        if (resolved is IObjectCreationOperation { Type.IsRecord: true } record && record.Arguments.Any(static argument => argument.Parameter is { } parameter && Array.IndexOf(s_flags, parameter.Name.ToLowerInvariant()) >= 0
            && LocalValues.Bare(argument.Value).ConstantValue is { HasValue: true, Value: false }))
            return true;
        var errors = 0;
        foreach (var member in members)
        {
            if (member is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment)
                continue;
            var name = target.Property.Name.ToLowerInvariant();
            if (Array.IndexOf(s_flags, name) >= 0 && LocalValues.Bare(assignment.Value).ConstantValue is { HasValue: true, Value: false })
                return true;
            if (Array.IndexOf(s_errors, name) >= 0 && assignment.Value.ConstantValue is not { HasValue: true, Value: null or "" })
                errors++;
        }

        return resolved is IAnonymousObjectCreationOperation && errors > 0 && errors == members.Length;
    }

    /// <summary>A text in a handler that tells of the failure: <c>Ok("Saving failed")</c>.</summary>
    private static bool SaysSo(IOperation value) =>
        LocalValues.Bare(value).ConstantValue is { HasValue: true, Value: string text } && Array.Exists(s_words, word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsSearched(ILocalReferenceOperation local)
    {
        if (LocalValues.Only(local) is not { } only)
            return false;
        var value = LocalValues.Bare(only);
        if (value is IAwaitOperation awaited)
            value = LocalValues.Bare(awaited.Operation);
        return value is IInvocationOperation call && Array.IndexOf(s_searches, call.TargetMethod.Name) >= 0
            && (call.TargetMethod.ContainingNamespace?.Name is "EntityFrameworkCore" || EfQuery.Of(EfQuery.Source(call)) is not null);
    }

    /// <summary>Whether the body looks at the local in any way but to read its members.</summary>
    private static bool IsTested(ILocalReferenceOperation local)
    {
        foreach (var operation in LocalValues.Root(local).DescendantsAndSelf())
        {
            if (operation is not ILocalReferenceOperation other || !SymbolEqualityComparer.Default.Equals(other.Local, local.Local) || other == local)
                continue;
            var parent = other.Parent;
            while (parent is IConversionOperation)
                parent = parent.Parent;
            if (parent is IBinaryOperation or IIsPatternOperation or IConditionalAccessOperation or ICoalesceOperation or ISwitchExpressionOperation or IArgumentOperation or IPropertyReferenceOperation or IInvocationOperation)
                return true;
        }

        return false;
    }
}
