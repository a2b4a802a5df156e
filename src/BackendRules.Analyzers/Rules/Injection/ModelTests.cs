using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>
/// Whether code on the way of a bound value looks at it before it goes on: a condition, a guard, a constructor that refuses. Walks what the handler
/// calls and what it makes of the value; asked only of endpoints that nothing else lets pass.
/// </summary>
internal sealed class ModelTests(Compilation compilation, Dictionary<IMethodSymbol, IReadOnlyList<IOperation>> bodies, CancellationToken cancellation)
{
    private const int Most = 60;

    private static readonly string[] s_guards = ["IsNull", "Throw", "Guard", "Against", "Ensure", "Check", "Require", "Valid", "Verify", "Assert", "Try", "NotNull", "Must", "IsMatch", "Enforce"];

    private readonly HashSet<ISymbol> _values = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ITypeSymbol> _types = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IMethodSymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly Queue<IMethodSymbol> _queue = new();

    /// <summary>Whether a function or one that it calls tests a value of a parameter.</summary>
    public bool Find(IMethodSymbol handler, IParameterSymbol model)
    {
        _values.Add(model);
        Hold(model.Type);
        _queue.Enqueue(handler);
        while (_queue.Count > 0 && _seen.Count < Most)
        {
            cancellation.ThrowIfCancellationRequested();
            var function = _queue.Dequeue();
            if (_seen.Add(function) && Body(function).Any(Tests))
                return true;
        }

        return false;
    }

    /// <summary>Whether code throws or calls a guard.</summary>
    public static bool Refuses(SyntaxNode code) => code.DescendantNodes().Any(static node =>
        node is ThrowStatementSyntax or ThrowExpressionSyntax || node is SimpleNameSyntax name && name.Parent is not AttributeSyntax && IsGuard(name.Identifier.ValueText));

    private static bool IsGuard(string name) => Array.Exists(s_guards, word => name.IndexOf(word, StringComparison.Ordinal) >= 0);

    /// <summary>What is looked at in a function, in order. Kept for the next model: endpoints call the same services.</summary>
    private IReadOnlyList<IOperation> Body(IMethodSymbol function)
    {
        if (bodies.TryGetValue(function, out var known))
            return known;
        var reference = function.DeclaringSyntaxReferences.FirstOrDefault(reference => compilation.ContainsSyntaxTree(reference.SyntaxTree));
        var body = reference is null ? null : compilation.GetSemanticModel(reference.SyntaxTree).GetOperation(reference.GetSyntax(cancellation), cancellation);
        known = body is null ? [] : body.DescendantsAndSelf().Where(static operation => operation is IPropertyReferenceOperation or IParameterReferenceOperation or ILocalReferenceOperation or IInvocationOperation).ToArray();
        bodies.Add(function, known);
        return known;
    }

    private void Hold(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            Hold(array.ElementType);
        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None } named)
            return;
        foreach (var inner in named.TypeArguments)
            Hold(inner);
        if (!SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, compilation.Assembly) || !_types.Add(named))
            return;
        _types.UnionWith(named.WithBases());
        foreach (var member in ModelRules.Members(named))
            Hold(member.Type);
    }

    private bool Tests(IOperation operation)
    {
        switch (operation)
        {
            case IPropertyReferenceOperation { Property: { } property } when _types.Contains(property.ContainingType):
                return !property.Name.EndsWith("Id", StringComparison.Ordinal) && IsTested(operation);
            case IParameterReferenceOperation { Parameter: { } parameter } when _values.Contains(parameter):
                return IsTested(operation);
            case ILocalReferenceOperation { Local: { } local } when _values.Contains(local):
                return IsTested(operation);
            case IInvocationOperation { TargetMethod: { } method }:
                Follow(method);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Goes up from a value to what is done with it; what it is given to is looked at later.</summary>
    private bool IsTested(IOperation value)
    {
        for (var current = value; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                // Each member answers for itself.
                case IPropertyReferenceOperation member when current == value && value is not IPropertyReferenceOperation && member.Instance == current && _types.Contains(member.Property.ContainingType):
                    return false;
                case IConditionalOperation choice when choice.Condition == current:
                case ISwitchOperation choose when choose.Value == current:
                case ISwitchExpressionOperation pick when pick.Value == current:
                case IIsPatternOperation:
                case ICoalesceOperation { WhenNull: IThrowOperation or IConversionOperation { Operand: IThrowOperation } }:
                    return true;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } }:
                    _values.Add(local);
                    return false;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.SetMethod: { } setter } } assignment when assignment.Value == current:
                    return setter.DeclaringSyntaxReferences.Any(reference => Refuses(reference.GetSyntax(cancellation)));
                case IInvocationOperation { TargetMethod: { } method } call when call.Instance == current && current == value:
                    if (IsGuard(method.Name))
                        return true;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } method }, Parameter: { } parameter }:
                    // A function that is kept somewhere, and says yes or no to the value, is a rule of one's own.
                    if (IsGuard(method.Name) || method.ContainingType?.Name is "Guard" or "Ensure" || method is { MethodKind: MethodKind.DelegateInvoke, ReturnType.SpecialType: SpecialType.System_Boolean })
                        return true;
                    if (method.ReducedFrom is null || parameter.Ordinal > 0 || method.IsExtensionMethod)
                        Give(method, parameter);
                    break;
                case IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor }, Parameter: { } parameter }:
                    if (Makes(constructor, parameter))
                        return true;
                    break;
                case IAnonymousFunctionOperation or IExpressionStatementOperation or IBlockOperation:
                    return false;
            }
        }

        return false;
    }

    private void Give(IMethodSymbol method, IParameterSymbol parameter)
    {
        foreach (var behind in CallReach.Behind(method.OriginalDefinition, compilation).OfType<IMethodSymbol>())
        {
            if (parameter.Ordinal < behind.Parameters.Length)
                _values.Add(behind.Parameters[parameter.Ordinal]);
        }

        Follow(method);
    }

    private void Follow(IMethodSymbol method)
    {
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly))
        {
            // A mediator gets to the handler by the type of what is sent.
            if (method.Name is "Send" or "Publish")
            {
                foreach (var type in _types.OfType<INamedTypeSymbol>().ToArray())
                {
                    foreach (var handle in CallReach.Behind(type, compilation).OfType<IMethodSymbol>())
                        _queue.Enqueue(handle);
                }
            }

            return;
        }

        foreach (var behind in CallReach.Behind((method.ReducedFrom ?? method).OriginalDefinition, compilation).OfType<IMethodSymbol>())
            _queue.Enqueue(behind);
    }

    /// <summary>Whether a constructor refuses values; what it makes carries them on.</summary>
    private bool Makes(IMethodSymbol constructor, IParameterSymbol parameter)
    {
        constructor = constructor.OriginalDefinition;
        if (!SymbolEqualityComparer.Default.Equals(constructor.ContainingAssembly, compilation.Assembly))
            return false;
        var declared = constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
        if (declared is TypeDeclarationSyntax type)
        {
            _types.Add(constructor.ContainingType);
            return type.Members.OfType<PropertyDeclarationSyntax>().Any(static member => member.Initializer is { } initializer && Refuses(initializer))
                || type.Members.OfType<FieldDeclarationSyntax>().Any(Refuses);
        }

        if (parameter.Ordinal < constructor.Parameters.Length)
            _values.Add(constructor.Parameters[parameter.Ordinal]);
        _queue.Enqueue(constructor);
        _types.Add(constructor.ContainingType);
        return false;
    }
}
