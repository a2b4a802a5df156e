using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR3008: an exception whose type says nothing.</summary>
public sealed class GeneralException : Check
{
    internal static readonly Rule Declared = new(
        "BR3008",
        nameof(GeneralException),
        "Exceptions have a type that callers can tell apart",
        "'{0}' can't be told apart from any other failure; throw '{1}', or an exception of your own",
        Level.Info)
    {
        Profile = ["CR2"],
        Cwe = [397],
    };

    public GeneralException()
        : base(Declared)
    {
    }

    public override void Start(Watch watch) => watch.Operation(OperationKind.Throw, static context =>
    {
        var thrown = (IThrowOperation)context.Operation;
        if (Made(thrown) is { Type: { } type } creation && !SdkRule.Speaks("CA2201", context))
            context.ReportDiagnostic(Declared.At(creation.Syntax.GetLocation(), type.Name, Better(thrown).Type));
    });

    /// <summary>What is thrown, where its type says nothing.</summary>
    internal static IObjectCreationOperation? Made(IThrowOperation thrown) =>
        thrown.Exception is { } exception && LocalValues.Bare(exception) is IObjectCreationOperation { Type: { } type } creation
        && (type.Is("System.Exception") || type.Is("System.ApplicationException") || type.Is("System.SystemException")) ? creation : null;

    /// <summary>The type to throw instead, and the parameter that a guard looks at.</summary>
    internal static (string Type, string? Parameter) Better(IThrowOperation thrown) =>
        Guarded(thrown) is { } parameter ? ("ArgumentException", parameter) : ("InvalidOperationException", null);

    /// <summary>The parameter that the nearest condition around the throw is about.</summary>
    private static string? Guarded(IThrowOperation thrown)
    {
        for (IOperation current = thrown; current.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation or ICatchClauseOperation); current = parent)
        {
            switch (parent)
            {
                case IConditionalOperation { Condition: { } condition } when condition != current:
                    return Only(condition);
                case ICoalesceOperation { Value: { } value }:
                    return Only(value);
            }
        }

        return null;
    }

    /// <summary>The one parameter in a condition that asks nothing else: no field, no call on a service.</summary>
    private static string? Only(IOperation condition)
    {
        string? name = null;
        foreach (var operation in condition.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } or IMethodSymbol } } parameter when parameter.Parameter.RefKind == RefKind.None:
                    if (name is not null && name != parameter.Parameter.Name || IsPrimary(parameter.Parameter, condition))
                        return null;
                    name = parameter.Parameter.Name;
                    break;
                case ILocalReferenceOperation or IFieldReferenceOperation { Field.IsStatic: false } or IInstanceReferenceOperation or IAwaitOperation:
                    return null;
            }
        }

        return name;
    }

    /// <summary>A parameter of a primary constructor is state, seen from a method.</summary>
    private static bool IsPrimary(IParameterSymbol parameter, IOperation condition) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, DeclaringSyntaxReferences: { Length: 1 } references }
        && references[0].GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax && condition.Syntax.Span.Length > 0;
}
