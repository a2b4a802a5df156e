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

    private static readonly DiagnosticDescriptor s_reserved = Declared.Saying("'{0}' is what the runtime throws for a defect, and callers take this one for that; throw '{1}', or an exception of your own");

    private static readonly Members s_handedOver = new("System.Threading.Tasks.Task.FromException", "System.Threading.Tasks.ValueTask.FromException",
        "System.Threading.Tasks.TaskCompletionSource.{SetException,TrySetException}", "System.Threading.Tasks.TaskCompletionSource`1.{SetException,TrySetException}");

    public GeneralException()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.Throw, static context =>
        {
            var thrown = (IThrowOperation)context.Operation;
            if (thrown.Exception is { } exception)
                See(context, exception, thrown);
        });
        watch.Call(s_handedOver, static (context, call) => See(context, call.Arguments[0].Value, call));
    }

    private static void See(OperationAnalysisContext context, IOperation exception, IOperation thrown)
    {
        if (LocalValues.Bare(exception) is not IObjectCreationOperation { Type: { } type } creation)
            return;
        var isReserved = type.Is("System.NullReferenceException") || type.Is("System.IndexOutOfRangeException") || type.Is("System.OutOfMemoryException");
        if ((isReserved || SaysNothing(type)) && !SdkRule.Speaks("CA2201", context))
            context.ReportDiagnostic(Diagnostic.Create(isReserved ? s_reserved : Declared.Descriptor, creation.Syntax.GetLocation(), type.Name, Better(thrown).Type));
    }

    /// <summary>What is thrown, or handed over with a task, where its type says nothing.</summary>
    internal static IOperation? Thrown(IObjectCreationOperation creation)
    {
        IOperation? parent = creation.Parent;
        while (parent is IConversionOperation)
            parent = parent.Parent;
        if (parent is IArgumentOperation { Parent: IInvocationOperation call })
            parent = s_handedOver.Contain(call.TargetMethod) ? call : null;
        return parent is IThrowOperation or IInvocationOperation && creation.Type is { } type && SaysNothing(type) ? parent : null;
    }

    private static bool SaysNothing(ITypeSymbol type) => type.Is("System.Exception") || type.Is("System.ApplicationException") || type.Is("System.SystemException");

    /// <summary>The type to throw instead, and the parameter that a guard looks at.</summary>
    internal static (string Type, string? Parameter) Better(IOperation thrown) =>
        Guarded(thrown) is { } parameter ? ("ArgumentException", parameter) : ("InvalidOperationException", null);

    /// <summary>The parameter that the nearest condition around the throw is about.</summary>
    private static string? Guarded(IOperation thrown)
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
