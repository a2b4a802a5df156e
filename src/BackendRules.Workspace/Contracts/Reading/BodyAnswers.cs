using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>An answer that a body makes.</summary>
internal sealed record FoundAnswer(int Status, ITypeSymbol? Type, ImmutableArray<string> Headers);

/// <summary>Reads which answers a handler's body makes, through methods of the solution that make results.</summary>
internal sealed class BodyAnswers(IReadOnlyList<PartFacts> parts)
{
    public const string ActionResult = "Microsoft.AspNetCore.Mvc.ActionResult`1";

    private const int Deepest = 4;

    /// <summary>The answers, and whether those are all.</summary>
    public (IReadOnlyList<FoundAnswer> Answers, bool IsWhole) Of(IMethodSymbol handler, CancellationToken cancellation)
    {
        var found = new List<FoundAnswer>();
        if (handler.Name == "HandleAsync" && handler.ContainingType.IsOrInherits("FastEndpoints.BaseEndpoint") && Body(handler, cancellation) is { } sending)
            return SentAnswers.Of(sending);

        var isWhole = Read(handler, found, 0, cancellation);
        return (found.ConvertAll(one => one with { Type = one.Type is { } type ? Filled(type, handler.ContainingType) : null }), isWhole && found.Count > 0);
    }

    private bool Read(IMethodSymbol method, List<FoundAnswer> found, int depth, CancellationToken cancellation)
    {
        if (depth > Deepest || Body(method, cancellation) is not { } body)
            return false;
        var isWhole = true;
        var isResult = EndpointResponses.IsResult(EndpointResponses.Awaited(method.ReturnType));
        foreach (var answer in Answers.Returned(body))
        {
            var value = Answers.Plain(answer);
            if (value is IInvocationOperation call && call.TargetMethod.DeclaringSyntaxReferences.Length > 0 && IsAnswer(EndpointResponses.Awaited(call.TargetMethod.ReturnType)))
            {
                var known = found.Count;
                isWhole &= Read(call.TargetMethod, found, depth + 1, cancellation);
                for (var i = known; i < found.Count; i++)
                    found[i] = found[i] with { Type = Given(found[i].Type, call.TargetMethod) };
            }
            else if (SentAnswers.Created(value) is { } created)
                found.Add(new FoundAnswer(created, SentAnswers.Written(answer), []));
            else if (ResultStatus.Of(value) is { } status)
                found.Add(new FoundAnswer(status, ResultStatus.IsPage(value) || Answers.Payload(answer) is not { } payload ? null : Flown(TypeOf(payload), Answers.Written(answer)), ResultStatus.Headers(value)));
            else if (!isResult && value.Type is { } type && Flown(EndpointResponses.Awaited(type), answer) is { } given && !IsAnswer(given) && !given.Is("System.Threading.Tasks.Task"))
                found.Add(new FoundAnswer(200, value is { ConstantValue: { HasValue: true, Value: null } } ? null : given, []));
            else
                isWhole = false;
        }

        return isWhole;
    }

    /// <summary>What stands for a type parameter of a method at one call of it.</summary>
    private static ITypeSymbol? Given(ITypeSymbol? type, IMethodSymbol called) =>
        type is ITypeParameterSymbol { DeclaringMethod: { } declaring } parameter && SymbolEqualityComparer.Default.Equals(declaring.OriginalDefinition, called.OriginalDefinition) ? called.TypeArguments[parameter.Ordinal] : type;

    /// <summary>The type with what a derived class gives to its generic base.</summary>
    private static ITypeSymbol Filled(ITypeSymbol type, INamedTypeSymbol? owner) => type switch
    {
        ITypeParameterSymbol parameter when owner is not null && SymbolEqualityComparer.Default.Equals(parameter.DeclaringType, owner.OriginalDefinition) => owner.TypeArguments[parameter.Ordinal],
        INamedTypeSymbol { IsGenericType: true, IsUnboundGenericType: false } named => named.ConstructedFrom.Construct([.. named.TypeArguments.Select(argument => Filled(argument, owner))]),
        _ => type,
    };

    private static bool IsAnswer(ITypeSymbol type) => EndpointResponses.IsResult(type) || type.Is(ActionResult) || type.Is("Microsoft.Azure.Functions.Worker.Http.HttpResponseData");

    private static ITypeSymbol? TypeOf(IOperation payload) => EndpointResponses.Awaited(LocalValues.Bare(payload).Type ?? payload.Type!) is { } type && type.TypeKind != TypeKind.Error ? type : null;

    /// <summary>A type as the code's flow knows it where a value is written: behind a check for null, a nullable local isn't null.</summary>
    internal static ITypeSymbol? Flown(ITypeSymbol? type, IOperation? written) =>
        type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } && written is not null && LocalValues.Bare(written) is { SemanticModel: { } model, Syntax: var syntax } && model.GetTypeInfo(syntax).Nullability.FlowState == NullableFlowState.NotNull
            ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : type;

    private IOperation? Body(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellation);
            foreach (var part in parts)
            {
                if (part.Model(syntax) is { } model)
                {
                    return model.GetOperation(syntax, cancellation) switch
                    {
                        IAnonymousFunctionOperation lambda => lambda.Body,
                        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda.Body,
                        ILocalFunctionOperation local => local.Body,
                        var operation => operation,
                    };
                }
            }
        }

        return null;
    }
}
