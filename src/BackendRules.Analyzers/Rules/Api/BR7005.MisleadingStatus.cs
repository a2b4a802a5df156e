using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR7005: a status code that says something else than what happened.</summary>
public sealed class MisleadingStatus : Check
{
    internal static readonly Rule Declared = new(
        "BR7005",
        nameof(MisleadingStatus),
        "The status code says what happened",
        "'{0}' answers {1} {2}; answer with '{3}'",
        Level.Info)
    {
        Profile = ["AD3", "CR2"],
    };

    /// <summary>The property that names the result to answer with.</summary>
    internal const string Better = "better";

    private static readonly Members s_finds = new(
        "Microsoft.EntityFrameworkCore.DbSet`1.{Find,FindAsync}", "Microsoft.EntityFrameworkCore.DbContext.{Find,FindAsync}",
        "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.{FirstOrDefaultAsync,SingleOrDefaultAsync}",
        "System.Linq.Queryable.{FirstOrDefault,SingleOrDefault}", "Dapper.SqlMapper.{QueryFirstOrDefaultAsync,QuerySingleOrDefaultAsync,QueryFirstOrDefault,QuerySingleOrDefault}",
        "MongoDB.Driver.IAsyncCursorSourceExtensions.{FirstOrDefault,FirstOrDefaultAsync,SingleOrDefault,SingleOrDefaultAsync}", "MongoDB.Driver.IFindFluentExtensions.{FirstOrDefault,FirstOrDefaultAsync,SingleOrDefault,SingleOrDefaultAsync}");

    public MisleadingStatus()
        : base(Declared)
    {
    }

    public override void Start(Watch watch) => Handlers.Watch(watch, static handler =>
    {
        var added = handler.Verb == "POST" ? CreatedRow.Added(handler.Body) : null;
        foreach (var operation in handler.Body.Descendants())
        {
            if (operation is not IInvocationOperation call || !Answers.IsResult(call.TargetMethod))
                continue;
            var arguments = call.Arguments.Count(static a => !a.IsImplicit);
            switch (call.TargetMethod.Name)
            {
                case "Ok" when handler.Verb == "DELETE" && arguments == 0:
                    Report(handler, call, "200 without a body", "NoContent");
                    break;
                case "Ok" when added is not null && call.Arguments.Length > 0 && LocalValues.Mentions(call.Arguments[0].Value, added):
                    Report(handler, call, "200 after it created something", "Created");
                    break;
                case "Ok" when handler.Verb == "POST" && added is null && call.Arguments.Length > 0 && CreatedRow.IsAnswered(call.Arguments[0].Value):
                    Report(handler, call, "200 after it created something", "Created");
                    break;
                case "Ok" when handler.Verb is "GET" or "PUT" or "PATCH" && (arguments == 0 || IsNull(call.Arguments[0].Value)) && IsMissing(call, handler):
                    Report(handler, call, "200 when nothing was found", "NotFound");
                    break;
                case "StatusCode" when arguments == 1 && Named(call) is { } name:
                    Report(handler, call, "a number that has a name", name);
                    break;
                case "BadRequest" when IsMissing(call, handler):
                    Report(handler, call, "400 when nothing was found", "NotFound");
                    break;
                case "Unauthorized" when IsDenied(call) && arguments == 0:
                    Report(handler, call, "401 to a caller it knows", "Forbid");
                    break;
            }
        }
    });

    private static void Report(Handler handler, IInvocationOperation call, string why, string better) =>
        handler.Report(Declared.At(CallPlace.OfName(call), ImmutableDictionary<string, string?>.Empty.Add(Better, better), handler.Name, why.Split([' '], 2)[0] == "a" ? "with" : why.Split([' '], 2)[0],
            why.Split([' '], 2)[0] == "a" ? why : why.Split([' '], 2)[1], better));

    private static string? Named(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression } }] }
        && call.TargetMethod.ContainingType.Name is "ControllerBase" or "Results"
            ? call.Arguments[0].Value.ConstantValue.Value switch
            {
                200 => "Ok",
                204 => "NoContent",
                400 => "BadRequest",
                401 => "Unauthorized",
                404 => "NotFound",
                409 => "Conflict",
                422 => "UnprocessableEntity",
                _ => null,
            }
            : null;

    /// <summary>Directly under a test for null of something that was looked up by the address, not by what a body names.</summary>
    private static bool IsMissing(IInvocationOperation call, Handler handler)
    {
        if (Condition(call) is not var (condition, isTrue) || Tested(condition) is not var (tested, isNull) || isNull != isTrue)
            return false;
        return Answers.Plain(tested) is IInvocationOperation find && s_finds.Contain(find.TargetMethod) && !AsksBody(find, handler.Method);
    }

    private static bool AsksBody(IInvocationOperation find, IMethodSymbol handler) => find.DescendantsAndSelf().Any(inner =>
        inner is IPropertyReferenceOperation { Instance: IParameterReferenceOperation { Parameter: var parameter } } && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, handler));

    /// <summary>What a condition compares with null, and whether it holds when it is null.</summary>
    private static (IOperation Value, bool IsNull)? Tested(IOperation condition)
    {
        switch (LocalValues.Bare(condition))
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } when Tested(operand) is var (value, isNull):
                return (value, !isNull);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equals when IsNull(equals.RightOperand):
                return (equals.LeftOperand, equals.OperatorKind == BinaryOperatorKind.Equals);
            case IIsPatternOperation { Pattern: IConstantPatternOperation constant } pattern when IsNull(constant.Value):
                return (pattern.Value, true);
            case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } pattern when IsNull(constant.Value):
                return (pattern.Value, false);
            case IIsPatternOperation { Pattern: IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true } } pattern:
                return (pattern.Value, false);
            default:
                return null;
        }
    }

    private static bool IsNull(IOperation value) => LocalValues.Bare(value).ConstantValue is { HasValue: true, Value: null };

    private static bool IsDenied(IInvocationOperation call) =>
        Condition(call) is (IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: IInvocationOperation { TargetMethod: { Name: "IsInRole" or "HasClaim", ContainingType.Name: "ClaimsPrincipal" } } }, true);

    /// <summary>The condition on which the call is the answer, and whether it is when that holds.</summary>
    private static (IOperation Condition, bool IsTrue)? Condition(IOperation call)
    {
        for (var current = call; current.Parent is { } parent; current = parent)
        {
            if (parent is IConditionalOperation choice)
                return (choice.Condition, current == choice.WhenTrue);
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return null;
        }

        return null;
    }
}
